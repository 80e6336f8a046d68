"""Ways out of the page's PostgreSQL, by a program that has found the connection to it.

It follows `ways_out.py`, and what all of them came to is the error at the end: nothing is printed.
"""

MODULE = b"\0asm\1\0\0\0\0\x0f\x08dylink.0\1\4\0\0\0\0"


def the_connection():
    found = [frame.f_locals["connection"] for frame in frames() if "connection" in frame.f_locals]
    found[-1].execute("SELECT 1")  # it is one
    return found[-1]


@way
def what_the_connection_holds():
    held, waiting = {}, [the_connection()]
    while waiting:
        for each in gc.get_referents(waiting.pop()):
            if id(each) not in held:
                held[id(each)] = each
                waiting.append(each)
    assert len(held) > 10
    use_any(held.values())


@way
def a_question_that_is_none():
    the_connection()._ask("self")


@way
def a_statement_that_is_no_text():
    the_connection()._ask('{"statement": {"constructor": 1}, "parameters": [["a", {}]]}')


@way
def device_of_the_database():
    Path("/dev/postgresql").read_text()


@way
def machine_code_in_a_file_of_postgresql():
    connection = the_connection()
    (number,) = connection.execute(
        "SELECT lo_from_bytea(0, decode(%s, 'hex'))", (MODULE.hex(),)
    ).fetchone()
    connection.execute("SELECT lo_export(%s, '/tmp/mine.so')", (number,))
    written = connection.execute("SELECT length(pg_read_binary_file('/tmp/mine.so'))").fetchone()
    assert written == (len(MODULE),)
    try:
        connection.execute("LOAD '/tmp/mine.so'")
    except Exception as error:
        if "magic" not in str(error):  # which PostgreSQL looks for once it has loaded the file
            raise


@way
def machine_code_that_postgresql_brings_along():
    the_connection().execute("LOAD 'pgoutput'")


@way
def another_server():
    the_connection().execute("CREATE EXTENSION dblink")


@way
def a_program():
    connection = the_connection()
    connection.execute("CREATE TABLE said (line text)")
    connection.execute("COPY said FROM PROGRAM 'echo here'")
    if not connection.execute("SELECT line FROM said").fetchall():
        raise LookupError("no program has run")


said = io.StringIO()
with contextlib.redirect_stdout(said):
    try_all()
raise RuntimeError(said.getvalue())
