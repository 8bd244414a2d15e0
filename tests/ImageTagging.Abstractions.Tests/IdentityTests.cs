using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using ImageTagging.TestSupport;

// MD5 names contents as ETags do; nothing is secured by it.
#pragma warning disable CA5351

namespace ImageTagging.Abstractions.Tests;

public sealed class IdentityTests
{
    [Fact]
    public void An_image_id_is_the_hash_of_both_names_with_their_lengths()
    {
        for (var seed = 0; seed < Trials.Count(5_000); seed++)
        {
            var random = new Random(seed);
            var (source, key) = (RandomText.Next(random, 8), RandomText.Next(random, random.Next(2) == 0 ? 8 : 900));
            var bytes = new List<byte>();
            foreach (var name in new[] { source, key })
            {
                var length = new byte[4];
                BinaryPrimitives.WriteInt32BigEndian(length, Encoding.UTF8.GetByteCount(name));
                bytes.AddRange(length);
                bytes.AddRange(Encoding.UTF8.GetBytes(name));
            }

            var id = ImageId.Of(source, key);
            Assert.True(
                Convert.ToHexStringLower(SHA256.HashData(bytes.ToArray()).AsSpan(0, 16)) == id.ToString(),
                $"seed {seed}"
            );
            Assert.Equal(id, ImageId.Parse(id.ToString()));
            Assert.Equal(id, new ImageName(source, key).Id);
        }

        Assert.NotEqual(ImageId.Of("a", "bc"), ImageId.Of("ab", "c"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("zz000000000000000000000000000000")]
    [InlineData("000000000000000000000000000000000")]
    [InlineData(" 0000000000000000000000000000000")]
    public void What_is_no_image_id_is_not_read(string text)
    {
        Assert.False(ImageId.TryParse(text, out _));
        Assert.Throws<FormatException>(() => ImageId.Parse(text));
    }

    [Fact]
    public void Image_names_order_by_source_then_key()
    {
        ImageName[] ordered = [new("a", "z"), new("b", "\uFFFF"), new("b", "😀")];
        Assert.Equal(ordered, ordered.Reverse().Order());
        Assert.True(ordered[0] < ordered[1] && ordered[2] >= ordered[1]);
    }

    [Fact]
    public void An_etag_of_hex_digits_counts_as_md5_too()
    {
        var ids = ContentId.FromETag("\"0123456789ABCDEF0123456789abcdef\"", 5);
        Assert.Equal(
            ["md5:0123456789abcdef0123456789abcdef", "etag:5:0123456789ABCDEF0123456789abcdef"],
            ids.Select(i => i.Text)
        );
        Assert.Equal([true, false], ids.Select(i => i.IsHash));
        Assert.Equal(
            ["etag:5:0123456789abcdef0123456789abcdef-2"],
            ContentId.FromETag("0123456789abcdef0123456789abcdef-2", 5).Select(i => i.Text)
        );
        Assert.Equal(["etag:5:x"], ContentId.FromETag(" \"x\" ", 5).Select(i => i.Text));
        Assert.All(new[] { null, "", " ", "\"\"", "W/\"abc\"" }, e => Assert.Empty(ContentId.FromETag(e, 5)));
    }

    [Fact]
    public void Contents_are_equal_when_any_id_agrees()
    {
        var bytes = "picture"u8.ToArray();
        var md5 = ContentId.FromETag(Convert.ToHexString(MD5.HashData(bytes)), bytes.Length);
        ContentId[] hashed = [ContentId.FromSha256(SHA256.HashData(bytes)), ContentId.FromMd5(MD5.HashData(bytes))];
        Assert.True(ContentId.AnyEqual(md5, hashed));
        Assert.False(ContentId.AnyEqual([md5[1]], hashed));
        Assert.False(ContentId.AnyEqual([], []));
        Assert.All(hashed, id => Assert.Equal(id, ContentId.Parse(id.ToString())));
        Assert.All(["md5:1", "crc:12", "", "sha256:"], text => Assert.Throws<FormatException>(() => ContentId.Parse(text)));
    }
}
