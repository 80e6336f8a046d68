"""python -m worker: handles the messages of the queue until it is stopped.

python -m worker send 100            puts the messages for 100 orders into the queue
python -m worker send 100 --copies   sends the same messages once more
python -m worker check 100           says what is wrong, once the queue is empty
python -m worker stop                stops the project's own server
"""

import argparse
import logging
import sys
import time
from contextlib import closing

from consistent_messaging.adapters.worker import Worker

from worker.endpoint import Endpoint
from worker.settings import Settings

LOG = logging.getLogger("worker")


def main() -> None:
    options = _options()
    settings = Settings()
    logging.basicConfig(format="%(asctime)s %(process)d %(levelname)s %(message)s")
    for name in ("worker", "consistent_messaging"):  # what libraries log stays at WARNING
        logging.getLogger(name).setLevel(settings.log_level)
    if options.command == "stop":
        stopped = settings.stop_own_server()
        print("Stopped the server." if stopped else "The project's own server is not running.")
        return
    with closing(settings.connection()) as connection:
        endpoint = Endpoint(connection)
        if options.command == "send":
            print(f"Sent {endpoint.send(options.orders, copies=options.copies)} messages.")
        elif options.command == "check":
            sys.exit(check(endpoint, options.orders))
        else:
            work(endpoint, settings)


def work(endpoint: Endpoint, settings: Settings) -> None:
    """Handle messages until SIGTERM or Ctrl-C; the message in hand is finished first."""
    tables = endpoint.tables
    worker = Worker(
        tables.incoming, endpoint.handler, tables.published, lease_seconds=settings.lease_seconds
    )
    worker.stop_on_signals()
    LOG.info("started; a message is leased for %g s", settings.lease_seconds)
    told = time.monotonic()
    for _ in worker.attempts():
        if time.monotonic() - told > settings.metrics_seconds:
            LOG.info("%s", worker.counters)
            told = time.monotonic()
    LOG.info("stopped; %s", worker.counters)


def check(endpoint: Endpoint, orders: int) -> int:
    """Print what is wrong with the orders, and return the exit status."""
    waiting = endpoint.waiting()
    if waiting:
        print(f"{waiting} messages are still in the queue. Run a worker, then check again.")
        return 2
    wrong = endpoint.wrong_orders(orders)
    for name, violation in wrong.items():
        print(f"{name}: {violation.anomaly}: {violation.message}")
    print(f"{orders} orders: {orders - len(wrong)} are right, {len(wrong)} are wrong.")
    return 1 if wrong else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m worker",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    send = commands.add_parser("send", help="put messages into the queue")
    send.add_argument("orders", type=_count, help="for how many orders")
    send.add_argument("--copies", action="store_true", help="send the same messages once more")
    check = commands.add_parser("check", help="say what is wrong, once the queue is empty")
    check.add_argument("orders", type=_count, help="how many orders were sent")
    commands.add_parser("stop", help="stop the project's own server")
    return parser.parse_args()


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"a number from 1 on, not {text!r}")
    return int(text)


if __name__ == "__main__":
    main()
