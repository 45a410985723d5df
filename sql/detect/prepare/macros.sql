-- a row is nothing: these macros compare names as an officer reads them (tone marks apart, letters apart)
CREATE OR REPLACE TEMP MACRO name_plain(x) AS translate(
    lower(nfc_normalize(x)),
    'áàảãạắằẳẵặấầẩẫậéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ',
    'aaaaaăăăăăâââââeeeeeêêêêêiiiiioooooôôôôôơơơơơuuuuuưưưưưyyyyy');
CREATE OR REPLACE TEMP MACRO name_fold(x) AS strip_accents(translate(name_plain(x), 'đƀðøł', 'dbdol'));
CREATE OR REPLACE TEMP MACRO name_marked(x) AS length(x) <> strlen(x);
CREATE OR REPLACE TEMP MACRO candidates(x) AS coalesce(string_split(x, '|'), []);
CREATE OR REPLACE TEMP MACRO resolved(status) AS coalesce(status NOT IN ('unknown', 'null'), false);
