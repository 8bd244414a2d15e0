using System.Text;

namespace ImageTagging.TestSupport;

/// <summary>Damage that knows a little of text: what was whole, with parts lost, doubled and put in each other's place.</summary>
public static class HostileText
{
    private static readonly string[] s_parts =
    [
        "null",
        "[]",
        "{}",
        "[",
        "}",
        "\"",
        "\"\\ud800\"",
        "\uDC00",
        "\uFEFF",
        "-1",
        "1e999",
        "99999999999999999999",
        "0.1",
        "true",
        ",",
        ":",
        "\0",
        "\u001b[31m",
        "\u202E",
        "(",
        ")",
        "*",
        ">=",
        "..",
        "%",
        "\r\n",
        " ",
    ];

    public static string Mutate(string whole, Random random)
    {
        ArgumentNullException.ThrowIfNull(whole);
        ArgumentNullException.ThrowIfNull(random);
        var text = new StringBuilder(whole);
        for (var left = random.Next(1, 5); left > 0 && text.Length > 0; left--)
        {
            var at = random.Next(text.Length);
            var length = Math.Min(random.Next(12), text.Length - at);
            switch (random.Next(4))
            {
                case 0:
                    text.Remove(at, length);
                    break;
                case 1:
                    text.Insert(random.Next(text.Length + 1), text.ToString(at, length));
                    break;
                case 2:
                    text.Remove(at, length).Insert(at, s_parts[random.Next(s_parts.Length)]);
                    break;
                default:
                    text.Insert(at, s_parts[random.Next(s_parts.Length)]);
                    break;
            }
        }

        return random.Next(8) == 0 ? text.ToString(0, random.Next(text.Length + 1)) : text.ToString();
    }
}
