using System.Security.Cryptography;
using System.Text;

namespace ImageTagging.Abstractions.Tests;

public sealed class CanonicalFormTests
{
    // SHA-256 of the same texts composed by Python's unicodedata.normalize("NFC", …) (Unicode 14).
    private const string Digest = "74c47105d46d4f707d9883b034064f8b6b08268f0ef3779e57aa00385971ed19";

    [Fact]
    public void Every_letter_composes_as_in_an_independent_implementation()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var point = 0; point < 0x30000; point++)
        {
            if (point is >= 0xD800 and <= 0xDFFF)
            {
                continue;
            }

            var c = char.ConvertFromUtf32(point);
            foreach (var text in new[] { c, c + "\u0301\u0323", "a\u0315" + c + "\u0308", "\u1100" + c + "\u11a8" })
            {
                hash.AppendData(Encoding.UTF8.GetBytes(CanonicalForm.Compose(text)));
            }
        }

        Assert.Equal(Digest, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    [Theory]
    [InlineData("e\u0301", "\u00e9")]
    [InlineData("q\u0307\u0323", "q\u0323\u0307")]
    [InlineData("\u212b", "\u00c5")]
    [InlineData("\u0958", "\u0915\u093c")]
    [InlineData("\u1112\u1161\u11ab", "\ud55c")]
    [InlineData("plain", "plain")]
    public void Marks_and_letters_become_one(string text, string composed) => Assert.Equal(composed, CanonicalForm.Compose(text));
}
