-- a row is a line of a book, and what identifies the parcel or household it is about
-- $content: value
-- reads: built
SELECT coalesce(_natural, md5(concat_ws(chr(31), $content))) AS _group FROM built
