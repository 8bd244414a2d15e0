namespace ImageTagging.Conformance;

/// <summary>Names that trip programs up. All are valid Unicode; none is empty.</summary>
public static class OddTexts
{
    /// <summary>Keys of every odd kind that stores allow.</summary>
    public static IReadOnlyList<string> Keys { get; } =
    [
        " ",
        " leading and trailing ",
        "a b.jpg",
        "a+b%20c%2Fd.jpg",
        "//double//slash",
        "/leading",
        "trailing/",
        "..",
        "../../etc/passwd",
        "./dot",
        "quote'single\"double`back",
        "back\\slash\\*and?star*[a-z]{x}",
        "new\nline\r\ntab\t",
        "control\u0001\u0007\u001B[31m\u007F",
        "separator\u001F\u001Ehere",
        "nul\u0000inside",
        "e\u0301 and \u00E9",
        "ÄÖÜß İıſK",
        "日本語/写真.jpg",
        "عربى/\u202Eright to left",
        "zero\u200Bwidth\u200Djoin\uFEFF",
        "private\uE000use\uFFFD\uFF21",
        "😀/👩‍👩‍👧‍👦.jpg",
        "𝔘𐀀\U0010FFFF",
        "<script>alert(1)</script>&amp;",
        "{\"json\":[1,\"x\"]}",
        "%s%n$(rm)`id`;--",
        new('k', 1_000),
        string.Concat(Enumerable.Repeat("é/", 340)),
    ];

    /// <summary>Tags in their normal form, of every odd kind.</summary>
    public static IReadOnlyList<string> Tags { get; } =
    [
        .. new[]
        {
            "mobile phone",
            "rock 'n' roll",
            "\"quoted\"",
            "a\u001Fb",
            "or",
            "not",
            "and",
            "-minus",
            "a>=90",
            "key:value",
            "(paren)",
            "*",
            "?",
            "back\\slash",
            "new\nline",
            "e\u0301t\u00E9",
            "STRASSE ß İ",
            "写真",
            "😀",
            "👩‍👩‍👧‍👦 family",
            "<b>&amp;</b>",
            "{\"json\":1}",
            "00042",
            "true",
            "null",
            new string('t', 300),
        }.Select(TagName.Normalize),
    ];
}
