// The words of links that carry code or a history.

const steps = (count: number): string => (count === 1 ? "1 step" : `${count} steps`);

export const shareWords = {
  button: "Share",
  sentence:
    "A link that carries your code as it is now. Anybody who opens it reads the code in a separate tab; nothing runs by itself, and nobody's work is replaced.",
  link: "Link to your code",
  copy: "Copy the link",
  copied: "Copied.",
  refused:
    "Your browser does not let the page copy. The link is selected: copy it with the keyboard.",
  length: (characters: number) => `${characters.toLocaleString("en")} characters`,
  tooLong: (most: number) =>
    `Your code is too long for a link, which holds ${most.toLocaleString("en")} characters when it is packed. Use Download, and send the file.`,
  failed: "Your browser cannot pack the code. Use Download, and send the file.",
};

export const sharedLinkWords = {
  code: "This is code that came with a link. Your own work is kept in its tab; Run and Check use yours.",
  same: "The code in this link is the same as yours.",
  both: (count: number) =>
    `This code came with a link, and a history of ${steps(count)} that happened on it. Your own work is kept in its tab; Run and Check use yours.`,
  history: (count: number) =>
    `A history of ${steps(count)} came with this link. It plays on your code as it is now.`,
  unreadable:
    "This link cannot be read: a part of it is missing or was changed. Ask for the link again.",
  elsewhere: "This link belongs to an exercise that is not on this page. Ask where it was made.",
  take: "Take this code",
  compare: "Compare with mine",
  back: "Back to mine",
  play: "Play the history",
  playOnIt: "Play it on this code",
  playOnMine: "Play it on mine",
  dismiss: "Not now",
  taken: "The code of the link is in your editor now. What you had is among the earlier versions.",
};
