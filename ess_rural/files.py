"""Files that are sent in, on a disk that may be full: whole, or not there at all."""

import errno
from contextlib import contextmanager, suppress

from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler


class WholeFileStorage(FileSystemStorage):
    """Django's, which leaves the beginning of a file behind where the disk is full."""

    def _save(self, name, content):
        # A file that is there already is not ours: Django then looks for another name.
        is_free = not self.exists(name)
        try:
            return super()._save(name, content)
        except OSError:
            if is_free:
                with suppress(OSError):
                    self.delete(name)
            raise


class UnstoredFile(UploadedFile):
    """A file that was sent and could not be stored: whoever looks at it gets an `OSError`."""

    def __init__(self, name, error):
        self.error = error
        super().__init__(name=name)

    @property
    def size(self):
        raise OSError(errno.ENOSPC, "The file that was sent could not be stored") from self.error

    @size.setter
    def size(self, size):
        """Take nothing: the base class sets a size."""


class TemporaryFileOrNoneHandler(TemporaryFileUploadHandler):
    """Django's handler of large files; a full disk costs the file, not the texts sent with it."""

    def new_file(self, *args, **kwargs):
        self.error = None
        with self.noting_errors():
            super().new_file(*args, **kwargs)

    def receive_data_chunk(self, raw_data, start):
        with self.noting_errors():
            if self.error is None:
                super().receive_data_chunk(raw_data, start)

    def file_complete(self, file_size):
        with self.noting_errors():
            if self.error is None:
                return super().file_complete(file_size)
        return UnstoredFile(self.file_name, self.error)

    @contextmanager
    def noting_errors(self):
        try:
            yield
        except OSError as error:
            self.error = error
