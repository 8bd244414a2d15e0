using System.Net;
using System.Text;
using ImageTagging.TestSupport;

namespace ImageTagging.S3.Tests;

/// <summary>Answers of a store with parts lost, doubled, and put in each other's place.</summary>
public sealed class HostileListingTests
{
    private const int Seed = 20261208;

    private static readonly string[] s_parts =
    [
        "<Key>",
        "</Key>",
        "<Contents>",
        "</Contents>",
        "<Size>99999999999999999999</Size>",
        "<Size>-1</Size>",
        "<LastModified>yesterday</LastModified>",
        "<LastModified>9999-12-31T23:59:59.999Z</LastModified>",
        "<IsTruncated>true</IsTruncated>",
        "<IsTruncated>maybe</IsTruncated>",
        "<EncodingType>url</EncodingType>",
        "<NextContinuationToken>a</NextContinuationToken>",
        "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;\">]>",
        "&b;",
        "&#0;",
        "&#xFFFE;",
        "%00",
        "%ZZ",
        "%C0%AF",
        "<",
        ">",
        "",
        "\u0001",
    ];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whatever_a_store_answers_a_listing_ends_with_what_was_told_or_a_fault()
    {
        var random = new Random(Seed);
        var whole = ScriptedStore.Page(
            "<IsTruncated>false</IsTruncated><KeyCount>4</KeyCount>",
            "a.jpg",
            "b/c.jpg",
            "é.jpg",
            "z.jpg"
        );
        for (var i = 0; i < Trials.Count(3_000); i++)
        {
            var text = Mutate(whole.Text, random);
            var status = random.Next(8) == 0 ? (HttpStatusCode)random.Next(200, 600) : HttpStatusCode.OK;
            var asked = 0;
            using var store = new ScriptedStore(_ =>
                // One that says for ever that there is more is not what is looked at here.
                ++asked < 20
                    ? new(text, status)
                    : new("<Error><Code>AccessDenied</Code></Error>", HttpStatusCode.Forbidden)
            );
            using var source = store.Source();
            try
            {
                var entries = await source.ListAsync(KeyRange.All, Cancel).ToListAsync(Cancel);
                var keys = entries.OfType<ImageListing>().Select(l => l.Key).ToList();
                Assert.Equal(keys.Distinct(StringComparer.Ordinal).Count(), keys.Count);
                Assert.All(entries.OfType<ImageListing>(), l => Assert.True(l.Size >= 0));
                Assert.InRange(entries.Count, 0, 1_000);
            }
            catch (ImageTaggingException fault)
            {
                Assert.DoesNotContain('\n', fault.Message);
                Assert.DoesNotContain('\u0001', fault.Message);
            }
            catch (Exception fault)
            {
                Assert.Fail($"Seed {Seed}, trial {i}, {status}: {text}\n{fault}");
            }
        }
    }

    [Fact]
    public async Task Whatever_headers_an_object_has_it_is_described_or_a_fault()
    {
        (string Name, string[] Values)[] headers =
        [
            ("Content-Length", ["5", "-1", "99999999999999999999", "five"]),
            ("Last-Modified", ["Mon, 06 May 2024 07:08:09 GMT", "yesterday", "9999-12-31", ""]),
            ("ETag", ["\"0123456789abcdef0123456789abcdef\"", "\"", "", "a\tb", new string('e', 5_000)]),
            (
                "x-amz-restore",
                ["ongoing-request=\"false\", expiry-date=\"Fri, 21 Dec 9999 00:00:00 GMT\"", "ongoing-request=\"", "x"]
            ),
            ("x-amz-storage-class", ["GLACIER", "", "x\u00e9"]),
            ("x-amz-checksum-sha256", ["AAAA", "====", new string('A', 44)]),
            ("x-amz-version-id", ["null", "", "v"]),
            ("x-amz-archive-status", ["ARCHIVE_ACCESS", "?"]),
            ("x-amz-missing-meta", ["1", "x", "99999999999"]),
            ("x-amz-mp-parts-count", ["x", "3"]),
            ("x-amz-object-lock-retain-until-date", ["never", "2024-01-01T00:00:00Z"]),
            ("x-amz-server-side-encryption", ["aws:kms", "x"]),
            ("Expires", ["0", "x"]),
        ];
        var random = new Random(Seed);
        for (var i = 0; i < Trials.Count(3_000); i++)
        {
            var told = headers
                .Where(_ => random.Next(3) > 0)
                .Select(h => (h.Name, h.Values[random.Next(random.Next(2) == 0 ? 1 : h.Values.Length)]))
                .ToList();
            using var store = new ScriptedStore(_ => new("") { Headers = told });
            using var source = store.Source();
            try
            {
                var listing = await source.FindAsync("a.jpg", Cancel);
                Assert.True(listing is null or { Key: "a.jpg", Size: >= 0 });
            }
            catch (ImageTaggingException fault)
            {
                Assert.DoesNotContain('\n', fault.Message);
            }
            catch (Exception fault)
            {
                Assert.Fail($"Seed {Seed}, trial {i}: {string.Join(", ", told)}\n{fault}");
            }
        }
    }

    private static string Mutate(string whole, Random random)
    {
        var text = new StringBuilder(whole);
        for (var left = random.Next(1, 4); left > 0; left--)
        {
            var at = random.Next(text.Length);
            var length = Math.Min(random.Next(20), text.Length - at);
            _ = random.Next(3) switch
            {
                0 => text.Remove(at, length),
                1 => text.Insert(random.Next(text.Length), text.ToString(at, length)),
                _ => text.Insert(at, s_parts[random.Next(s_parts.Length)]),
            };
        }

        return text.ToString();
    }
}
