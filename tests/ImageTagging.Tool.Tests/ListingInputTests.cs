using System.Text;
using System.Text.Json;
using ImageTagging.TestSupport;
using ImageTagging.Tool.Workers;

namespace ImageTagging.Tool.Tests;

/// <summary>Lines of a listing, as a worker is given them.</summary>
public sealed class ListingInputTests
{
    private const int Seed = 20261209;
    private const string Source = "s3://pictures";

    [Theory]
    [InlineData("2026-11-23T12:00:00Z", "2026-11-23T12:00:00.0000000+00:00")]
    [InlineData("2026-11-23T12:00:00.123+02:00", "2026-11-23T10:00:00.1230000+00:00")]
    [InlineData("2026-11-23 12:00:00", "2026-11-23T12:00:00.0000000+00:00")]
    [InlineData("2026-11-23", "2026-11-23T00:00:00.0000000+00:00")]
    // Read by the machine's habits, the first is today and the second the second of January.
    [InlineData("12:00", null)]
    [InlineData("1/2/2026", null)]
    [InlineData("Nov 2026", null)]
    [InlineData("2026", null)]
    public void A_time_has_its_date_in_front_or_is_none(string text, string? read)
    {
        using var line = JsonDocument.Parse($$"""{"key":"a.jpg","size":1,"modifiedAt":"{{text}}"}""");
        if (read is null)
        {
            Assert.Throws<FormatException>(() => ListingJson.Read(line.RootElement, Source, DateTimeOffset.UnixEpoch));
        }
        else
        {
            Assert.Equal(read, ListingJson.Read(line.RootElement, Source, DateTimeOffset.UnixEpoch).ModifiedAt.ToString("O"));
        }
    }

    [Theory]
    [InlineData("99")]
    [InlineData("-1")]
    [InlineData("nonsense")]
    public void A_kind_that_nobody_knows_is_a_refusal(string kind)
    {
        using var line = JsonDocument.Parse(
            $$"""{"key":"a.jpg","size":1,"modifiedAt":"2026-11-23","unreadable":{"kind":"{{kind}}","code":"x","message":"y"} }"""
        );
        var listing = ListingJson.Read(line.RootElement, Source, DateTimeOffset.UnixEpoch);
        Assert.Equal(FailureKind.Refused, listing.Unreadable!.Kind);
    }

    [Fact]
    public void Any_line_is_a_listing_a_range_a_gap_or_told()
    {
        string[] whole =
        [
            """{"source":"s3://pictures","key":"a/é.jpg","size":5,"modifiedAt":"2026-11-23T12:00:00Z","version":"v","contents":["md5:00000000000000000000000000000000"],"unreadable":{"kind":"refused"}}""",
            """{"type":"range","from":"a","before":null}""",
            """{"type":"gap","prefix":"a/","reason":"denied"}""",
        ];
        var random = new Random(Seed);
        for (var i = 0; i < Trials.Count(20_000); i++)
        {
            var text = HostileText.Mutate(whole[i % whole.Length], random);
            try
            {
                using var line = JsonDocument.Parse(Encoding.UTF8.GetBytes(text));
                _ =
                    line.RootElement.ValueKind != JsonValueKind.Object
                        ? null
                        : ListingJson.TypeOf(line.RootElement) switch
                        {
                            "range" => ListingJson.ReadRange(line.RootElement).From,
                            "gap" => ListingJson.ReadGap(line.RootElement).Prefix,
                            _ => ListingJson.Read(line.RootElement, Source, DateTimeOffset.UnixEpoch).Key,
                        };
            }
            catch (Exception fault)
                when (fault is JsonException or FormatException or InvalidOperationException or ArgumentException)
            {
                // What WorkerInput tells as a bad line.
            }
            catch (Exception fault)
            {
                Assert.Fail($"Seed {Seed}, trial {i}: {text}\n{fault}");
            }
        }
    }
}
