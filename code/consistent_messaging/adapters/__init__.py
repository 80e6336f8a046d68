"""Real stores with the interface of the simulated ones: a runner runs on either, unchanged.

A folder for each service. Each needs its client library, which the package installs as an extra
(`pip install consistent-messaging[postgresql]`); nothing else in the library imports these.
"""
