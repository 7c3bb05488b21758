"""The database backend that `ENGINE` names; Django looks for it in a module called `base`."""

from django.db.backends.postgresql import base

from . import driver


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's, with one more option: `response_timeout`, in seconds, for each answer."""

    Database = driver

    def get_connection_params(self):
        params = super().get_connection_params()
        params.pop("response_timeout", None)
        return params

    def get_new_connection(self, conn_params):
        connection = super().get_new_connection(conn_params)
        connection.response_timeout = self.settings_dict["OPTIONS"].get("response_timeout")
        return connection

    def is_usable(self):
        """Ask within the time that a new connection may take; not a server known to be silent."""
        if self.connection is None or driver.breaker.is_open:
            return False
        usual = self.connection.response_timeout
        self.connection.response_timeout = self.settings_dict["OPTIONS"].get("connect_timeout")
        try:
            return super().is_usable()
        finally:
            self.connection.response_timeout = usual
