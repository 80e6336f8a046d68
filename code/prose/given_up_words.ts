// Words and turns that the course has given up, each with what it says instead. A reader whose
// English is B2 stumbles over them, or they have a second meaning here: an order is a customer's.

export interface GivenUp {
  readonly words: RegExp;
  readonly instead: string;
}

/** Every turn that is given up; a sentence is looked at without its code. */
export const GIVEN_UP: readonly GivenUp[] = [
  // An order is what a customer has ordered.
  give(
    /\b(in|tr(?:y|ies|ied)|of) (?:every|any|some|another|the reverse|reverse|the same|either|whatever|a different) orders?\b/,
    "sequence",
  ),
  give(
    /\borders? of (?:the |two |all )?(?:\w+ )?(?:messages|steps|events|reads|writes|actions|parts)\b/,
    "sequence",
  ),
  give(/\b(?:every|any|other) orders? of\b/, "sequence"),
  give(/\bin order(?! to|-|s)\b/, "in sequence"),
  give(/\bordering of\b/, "sequence of"),

  // Turns that only a translation has.
  give(/\banew\b/, "again"),
  give(/\b(?:who|what|which)soever\b|\bwhoever\b/, "anybody who; people who; the attempt that"),
  give(/^(?:And |But |So )?Who (?:\S+ ){4,}.*[^?]$/, "People who …, or name who it is"),
  give(/\banother ones?\b/, "a different one"),
  give(/\bby then\b/, "at that time; now"),
  give(/\bin (?:the )?place of\b/, "instead of"),
  give(/\bcan be had\b/, "is available; you can have"),
  give(/\bof then\b/, "at that time"),
  give(
    /\bis no (?!longer\b|such\b|more\b|need\b|way\b|gap\b|moment\b|difference\b|time\b|\w+ (?:yet|here|of)\b)(?=\w)(?<!there is no )/,
    "is not a …; doesn't",
  ),
  give(/\b(?:stands?|stood|standing)\b(?! for)/, "is; was"),
  give(/\bcomes? to\b|\bcame to\b|\bcoming to\b/, "returns; results in; ends"),
  give(/\bcom(?:es?|ing) of\b|\bcame of\b/, "result of; becomes"),
  give(/\b(?:is|are|was|were) to be\b/, "has to be; will be"),
  give(/\b(?:may|need) not\b/, "must not, or might not; don't have to"),
  give(/\bnothing but\b|\ball but\b/, "only; all except"),
  give(/\bof itself\b|\bof themselves\b/, "by itself"),
  give(/\ball the same\b/, "anyway; still"),
  give(/\bspeaks? (?:of|against)\b|\bspoken of\b/, "mentions; is a reason against"),
  give(
    /\btell(?:s|ing)? (?:of|others|the history|marketing)\b|\bwas told of\b|\btold (?:at|with|in full)\b/,
    "publish; report; show; say",
  ),
  give(/\bis for \S+ to (?:know|decide|say)\b/, "only … knows; … decides"),
  give(/\bhe(?:ld|ars?) against\b|\bholds? .{1,30} against\b/, "compare with; check against"),
  { words: /^(?:Should|Had|Were) [^?]*$/, instead: "If …" },
  give(/, for (?:it|they|there|nobody|he|she|we)\b/, "because"),
  give(/\bthe (?:outbox|inbox|runner|handler|solution) of item\b/, "from item …"),
  give(/\bbelow each other\b/, "one below the other"),
  give(/\b(?:brings?|brought|bringing) in\b/, "import"),
  give(/\bbehind (?:your|its|their) backs?\b/, "without being noticed"),
  give(/\bthe one (?:goes|went|leads|is)\b.*\bthe other\b/, "the first …, the second …"),
  give(/\bwrites? over\b/, "overwrites"),
  give(/\bnow and then\b/, "from time to time"),
  give(/\bin the meantime\b/, "meanwhile"),
  give(/\bplays? along\b/, "takes part"),

  // Rare words.
  give(/\bat last\b/, "finally"),
  give(/\bseldom\b/, "rarely"),
  give(
    /\b(?:hence|whence|thus|thereby|thereof|thereupon|therein|wherein|whereby|whilst|upon|lest|shall|albeit|notwithstanding|henceforth|ought)\b/,
    "a word of today",
  ),
  give(/\b(?:amongst|unto|amid|whichever)\b/, "a word of today"),
  give(/\bremedy\b/, "solution; answer"),
  give(/\bmisspelt\b/, "misspelled"),

  // Words that judge, and words that say nothing.
  give(
    /\b(?:actually|basically|obviously|simply|trivial(?:ly)?|seamless(?:ly)?|performant)\b/,
    "nothing: leave it out",
  ),
  give(/\bincorrect(?:ly)?\b/, "what happened, and where to look"),
  give(/\butili[sz]e[sd]?\b/, "use"),
  give(/\bin order to\b/, "to"),

  // One word for one idea.
  give(/\backnowledgments?\b/, "ack"),
  give(/\bunacked\b/, "not acked"),
  give(/\bde-duplicat(?:e|ion)\b/, "deduplicate, deduplication"),
  give(/\bidempotency(?! key)\b/, "idempotence"),
  give(/\bapplied, but reported\b|\btook effect but was reported\b/, "lost answer"),

  // Slips.
  give(/\b(?!that\b|had\b|code\b|token\b)(\p{L}{2,}) \1\b/u, "the word once"),
  { words: /\ba (?=[aeio][a-z])(?!a (?:one|once|eu))/, instead: "an" },
];

function give(words: RegExp, instead: string): GivenUp {
  return { words: new RegExp(words.source, `${words.flags}i`), instead };
}
