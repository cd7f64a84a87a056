"""Load on an installation of this machine: sales from a seed, a light HTTP client, closed and open loops, a shop."""

from cli.load.client import Answer, Client, ConnectionLost, LoadError, NotHttp, TimedOut
from cli.load.latency import Latencies
from cli.load.loops import Load, closed_loop, open_loop, run
from cli.load.sales import Article, Catalogue, SaleFactory, SeededIds, SimulatedSale, make_articles
from cli.load.shop import Refused, Shop, Till, open_shop, prepare_shop
from cli.load.target import NotLoopback, Target, render_request, target_of

__all__ = [
    "Answer",
    "Article",
    "Catalogue",
    "Client",
    "ConnectionLost",
    "Latencies",
    "Load",
    "LoadError",
    "NotHttp",
    "NotLoopback",
    "Refused",
    "SaleFactory",
    "SeededIds",
    "Shop",
    "SimulatedSale",
    "Target",
    "Till",
    "TimedOut",
    "closed_loop",
    "make_articles",
    "open_loop",
    "open_shop",
    "prepare_shop",
    "render_request",
    "run",
    "target_of",
]
