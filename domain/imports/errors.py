"""What can be wrong with a file that is imported, and with asking for it."""

from domain.core.errors import ConflictError, DomainError, ErrorKind, InvalidError, NotFoundError


class ImportFileError(InvalidError):
    """The file cannot be read."""

    code = "imports.unreadable"


class EmptyFileError(ImportFileError):
    """There is nothing in the file, or nothing below its heading."""

    code = "imports.empty"


class NotATableError(ImportFileError):
    """The file is none of CSV, XLSX and JSON lines."""

    code = "imports.not_a_table"


class EncodingError(ImportFileError):
    """The file is not in the encoding that was given or recognised."""

    code = "imports.encoding"


class TruncatedError(ImportFileError):
    """The file ends in the middle of something."""

    code = "imports.truncated"


class TooManyColumnsError(ImportFileError):
    """The file has more columns than are read."""

    code = "imports.too_many_columns"


class RowTooLongError(ImportFileError):
    """A row or a cell is longer than is read; a quotation mark may be missing."""

    code = "imports.row_too_long"


class InflatedError(ImportFileError):
    """The file unpacks to more than is read."""

    code = "imports.inflated"
    kind = ErrorKind.TOO_LARGE


class FileTooLargeError(DomainError):
    """The file is larger than this server takes."""

    code = "imports.file_too_large"
    kind = ErrorKind.TOO_LARGE


class HeadingError(ImportFileError):
    """The heading lacks a column that is needed, or names one twice."""

    code = "imports.heading"


class DecimalMarkError(ImportFileError):
    """Whether a comma or a point stands before decimals cannot be seen in the file."""

    code = "imports.decimal_mark"


class UnknownImportError(NotFoundError):
    """There is no such import in this organization."""

    code = "imports.unknown"


class WrongStageError(ConflictError):
    """The import is not at a stage where this can be done."""

    code = "imports.wrong_stage"


class ControlCharactersError(InvalidError):
    """There are control characters in this cell."""

    code = "imports.control_characters"


class TextTooLongError(InvalidError):
    """The text is too long."""

    code = "imports.text_too_long"


class NotANumberError(InvalidError):
    """This is no number."""

    code = "imports.not_a_number"


class ShortenedError(InvalidError):
    """A spreadsheet has shortened this number: show the column as text or whole numbers, and export it again."""

    code = "imports.shortened"


class TooManyDigitsError(InvalidError):
    """There are too many digits behind the point."""

    code = "imports.too_many_digits"


class OutOfRangeError(InvalidError):
    """The number is out of range."""

    code = "imports.out_of_range"


class NotYesOrNoError(InvalidError):
    """This is neither yes nor no."""

    code = "imports.not_yes_or_no"


class NotOneOfThemError(InvalidError):
    """This is none of what can stand here."""

    code = "imports.not_one_of_them"


class NotAnEmailError(InvalidError):
    """This is no e-mail address."""

    code = "imports.not_an_email"


class NotADateError(InvalidError):
    """This is no date."""

    code = "imports.not_a_date"


class NotAMomentError(InvalidError):
    """This is no date and time."""

    code = "imports.not_a_moment"


class TooManyError(InvalidError):
    """There are too many of them in this cell."""

    code = "imports.too_many"


class TwiceInCellError(InvalidError):
    """The same stands twice in this cell."""

    code = "imports.twice_in_cell"


class MissingError(InvalidError):
    """There must be a value here."""

    code = "imports.missing"


class TwiceInFileError(InvalidError):
    """The same stands on another line of this file already."""

    code = "imports.twice_in_file"


class TooManyCellsError(InvalidError):
    """The row has more cells than the heading."""

    code = "imports.too_many_cells"


class AlreadyThereError(ConflictError):
    """It is there already, and this import only makes new ones."""

    code = "imports.already_there"


class NotThereError(ConflictError):
    """It is not there, and this import only changes what is there."""

    code = "imports.not_there"


class RowsRejectedError(ConflictError):
    """There are rows that cannot be taken, so none was."""

    code = "imports.rows_rejected"


class ImportWorkerDiedError(ConflictError):
    """Every worker that took this import died."""

    code = "imports.worker_died"


class ImportFailedError(ConflictError):
    """The import could not be carried on; what had been applied stays, and it can be resumed."""

    code = "imports.failed"


class RestOfDocumentError(ConflictError):
    """Another row of the same document is not taken, so neither is this one."""

    code = "imports.rest_of_document"


class DifferentInDocumentError(InvalidError):
    """The rows of one document say different things here."""

    code = "imports.different_in_document"


class OtherContentError(ConflictError):
    """This reference was taken before with other content."""

    code = "imports.other_content"


class TooManyTiersError(InvalidError):
    """The item has as many prices in this list as one takes."""

    code = "imports.too_many_tiers"


class DismissedError(ConflictError):
    """This reference was refused when it was posted, and somebody closed that for good."""

    code = "imports.dismissed"


class OneNameError(InvalidError):
    """Name the item by exactly one of sku and barcode."""

    code = "imports.one_name"


class ManyOfThemError(ConflictError):
    """More than one has this name."""

    code = "imports.many_of_them"


class UnknownBankAccountError(InvalidError):
    """No bank account has this name, IBAN, number or account's code."""

    code = "imports.unknown_bank_account"


class DebitOrCreditError(InvalidError):
    """Give an amount on exactly one side."""

    code = "imports.debit_or_credit"


class CollidedError(Exception):
    """Somebody else was quicker with what a chunk is about: it is undone, and done again as things are then."""
