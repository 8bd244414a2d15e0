namespace ImageTagging.Abstractions.Tests;

/// <summary>Random text of the letters that orders and encodings get wrong; a seed gives the same again.</summary>
internal static class RandomText
{
    private static readonly string[] s_letters =
    [
        "a",
        "b",
        "Z",
        "/",
        "\0",
        "\u007f",
        "\u0080",
        "é",
        "e\u0301",
        "\u07ff",
        "\u0800",
        "\ud7ff",
        "\ue000",
        "\ufffd",
        "\uffff",
        "😀",
        "\U0010ffff",
        "\U00010000",
        " ",
        "İ",
        "ß",
        "\u00a0",
        "\t",
        "\u001f",
    ];

    public static string Next(Random random, int most, bool loneSurrogates = false) =>
        string.Concat(
            Enumerable
                .Range(0, random.Next(most + 1))
                .Select(_ =>
                    loneSurrogates && random.Next(8) == 0
                        ? random.Next(2) == 0
                            ? "\ud83d"
                            : "\ude00"
                        : s_letters[random.Next(s_letters.Length)]
                )
        );
}
