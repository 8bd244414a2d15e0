using System.Globalization;
using System.Web;

namespace ImageTagging.S3.Tests;

/// <summary>Pages of a listing in every shape that a store may give them: it ends where all keys were told, and nowhere before.</summary>
public sealed class ListingPageTests
{
    private const string Empty = "<ListBucketResult><Name>pictures</Name><IsTruncated>false</IsTruncated></ListBucketResult>";

    private static readonly string[] s_keys = Numbered(1_050);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>What stands at the end of a page that more follows, from the token; and at the end of the last.</summary>
    public static TheoryData<string, string, string> Ends =>
        new()
        {
            {
                "a token",
                "<IsTruncated>true</IsTruncated><NextContinuationToken>{0}</NextContinuationToken>",
                "<IsTruncated>false</IsTruncated>"
            },
            { "no token", "<IsTruncated>true</IsTruncated>", "<IsTruncated>false</IsTruncated>" },
            {
                "an empty token",
                "<IsTruncated>true</IsTruncated><NextContinuationToken/>",
                "<IsTruncated>false</IsTruncated><NextContinuationToken/>"
            },
            {
                "a marker of the first version only",
                "<IsTruncated>true</IsTruncated><Marker/><NextMarker>{1}</NextMarker>",
                "<IsTruncated>false</IsTruncated><Marker/>"
            },
            { "nothing", "", "" },
            { "nothing, and a token", "<NextContinuationToken>{0}</NextContinuationToken>", "" },
            { "as capitals", "<IsTruncated>TRUE</IsTruncated>", "<IsTruncated>FALSE</IsTruncated>" },
            { "as an empty member", "<IsTruncated/>", "<IsTruncated/>" },
            {
                "the word that nothing follows, and a token",
                "<IsTruncated>false</IsTruncated><NextContinuationToken>{0}</NextContinuationToken>",
                "<IsTruncated>false</IsTruncated>"
            },
            {
                "the word that nothing follows, and a token, also behind the last",
                "<IsTruncated>false</IsTruncated><NextContinuationToken>{0}</NextContinuationToken>",
                "<IsTruncated>false</IsTruncated><NextContinuationToken>z</NextContinuationToken>"
            },
            { "the word that nothing follows", "<IsTruncated>false</IsTruncated>", "<IsTruncated>false</IsTruncated>" },
            {
                "the word that nothing follows, and how many a page holds",
                "<IsTruncated>false</IsTruncated><MaxKeys>1000</MaxKeys>",
                "<IsTruncated>false</IsTruncated><MaxKeys>1000</MaxKeys>"
            },
        };

    /// <summary>An answer to HEAD has no body, so that a 404 alone may be a missing bucket's or that of whatever stands in front.</summary>
    [Theory]
    [InlineData("<Error><Code>NoSuchBucket</Code></Error>", 404, "NoSuchBucket")]
    [InlineData("<html>There is no such page.</html>", 404, null)]
    [InlineData("<html>Welcome!</html>", 200, null)]
    [InlineData("<Error><Code>AccessDenied</Code></Error>", 403, "")]
    [InlineData(Empty, 200, "")]
    public async Task A_key_is_not_gone_where_its_bucket_or_the_whole_store_is(string listing, int status, string? code)
    {
        using var store = new ScriptedStore(q =>
            q.Method == "HEAD" ? new("", System.Net.HttpStatusCode.NotFound) : new(listing, (System.Net.HttpStatusCode)status)
        );
        using var source = store.Source();
        if (code?.Length == 0)
        {
            Assert.Null(await source.FindAsync("a.jpg", Cancel));
            return;
        }

        var fault = await Assert.ThrowsAsync<ImageTaggingException>(async () => await source.FindAsync("a.jpg", Cancel));
        Assert.Equal(code ?? fault.Code, fault.Code);
        Assert.NotEqual(FailureKind.Gone, fault.Kind);
    }

    [Theory]
    [MemberData(nameof(Ends))]
    public async Task However_a_page_ends_all_1050_pictures_are_listed(string named, string more, string last)
    {
        using var store = new ScriptedStore(q =>
        {
            var from = q.Token ?? q.StartAfter;
            var rest = s_keys.SkipWhile(k => from is not null && string.CompareOrdinal(k, from) <= 0).ToArray();
            string[] page = [.. rest.Take(1_000)];
            return ScriptedStore.Page(
                rest.Length > 1_000 ? string.Format(CultureInfo.InvariantCulture, more, page[^1], page[^1]) : last,
                page
            );
        });
        using var source = store.Source();
        Assert.True(s_keys.SequenceEqual(await KeysAsync(source)), $"With {named} at the end of a page pictures are lost.");
    }

    /// <summary>A page that says it is the last is believed where nothing speaks against it, and an end that is in doubt is asked about once.</summary>
    [Theory]
    [InlineData(999, "", 1)]
    [InlineData(1_000, "", 2)]
    [InlineData(100, "<MaxKeys>100</MaxKeys>", 2)]
    [InlineData(3, "<NextContinuationToken>more</NextContinuationToken>", 2)]
    [InlineData(0, "<NextContinuationToken>more</NextContinuationToken>", 2)]
    [InlineData(0, "", 1)]
    public async Task An_end_that_is_in_doubt_costs_one_request(int keys, string members, int requests)
    {
        using var store = new ScriptedStore(q =>
            ScriptedStore.Page(
                "<IsTruncated>false</IsTruncated>" + members,
                q is { Token: null, StartAfter: null } ? Numbered(keys) : []
            )
        );
        using var source = store.Source();
        Assert.Equal(keys, (await KeysAsync(source)).Count);
        Assert.Equal(requests, store.Questions.Count);
    }

    [Fact]
    public async Task A_full_page_of_a_store_that_ignores_where_to_start_is_no_fault()
    {
        using var store = new ScriptedStore(_ => ScriptedStore.Page("<IsTruncated>false</IsTruncated>", Numbered(1_000)));
        using var source = store.Source();
        Assert.Equal(1_000, (await KeysAsync(source)).Count);
        Assert.Equal(2, store.Questions.Count);
    }

    [Fact]
    public async Task Pages_without_keys_are_passed_over_wherever_they_come()
    {
        // As a bucket answers that holds many deleted versions.
        using var store = new ScriptedStore(q =>
            q.Token switch
            {
                null => Truncated("1"),
                "1" => Truncated("2", "b.jpg"),
                "2" => Truncated("3"),
                "3" => Truncated("4"),
                "4" => Truncated("5", "c.jpg", "d.jpg"),
                _ => ScriptedStore.Page("<IsTruncated>false</IsTruncated>"),
            }
        );
        using var source = store.Source();
        Assert.Equal(["b.jpg", "c.jpg", "d.jpg"], await KeysAsync(source));
    }

    [Fact]
    public async Task A_key_whose_page_comes_late_is_found()
    {
        using var store = new ScriptedStore(q =>
            q.Token is null
                ? Truncated("1")
                : ScriptedStore.Page("<IsTruncated>false</IsTruncated>", "../b.jpg", "../b.jpg.old", "../c.jpg")
        );
        using var source = store.Source();
        Assert.Equal("../b.jpg", (await source.FindAsync("../b.jpg", Cancel))?.Key);
        var range = new KeyRange("../b.jpg", "../c.jpg");
        Assert.Equal(["../b.jpg"], await KeysAsync(source, range));
    }

    [Fact]
    public async Task A_store_that_never_ends_is_a_fault_and_not_a_run_for_ever()
    {
        var pages = 0;
        using var fresh = new ScriptedStore(_ => Truncated((++pages).ToString(CultureInfo.InvariantCulture)));
        Assert.Equal("UnreadableAnswer", (await FaultAsync(fresh)).Code);
        using var alternating = new ScriptedStore(q => Truncated(q.Token == "a" ? "b" : "a"));
        Assert.Equal("UnreadableAnswer", (await FaultAsync(alternating)).Code);
        using var same = new ScriptedStore(_ => Truncated("same"));
        Assert.Equal("UnreadableAnswer", (await FaultAsync(same)).Code);
        using var none = new ScriptedStore(_ => ScriptedStore.Page("<IsTruncated>true</IsTruncated>"));
        Assert.Equal("UnreadableAnswer", (await FaultAsync(none)).Code);
        using var ending = new ScriptedStore(_ =>
            ScriptedStore.Page(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"<IsTruncated>false</IsTruncated><NextContinuationToken>{++pages}</NextContinuationToken>"
                )
            )
        );
        Assert.Equal("UnreadableAnswer", (await FaultAsync(ending)).Code);
    }

    [Theory]
    [InlineData("<IsTruncated>true</IsTruncated>")]
    [InlineData("<IsTruncated>true</IsTruncated><NextMarker>b.jpg</NextMarker>")]
    [InlineData("<IsTruncated>true</IsTruncated><NextContinuationToken>same</NextContinuationToken>")]
    [InlineData("")]
    public async Task A_store_that_gives_the_same_page_again_and_again_is_a_fault(string members)
    {
        using var store = new ScriptedStore(_ => ScriptedStore.Page(members, "a.jpg", "b.jpg"));
        Assert.Equal((FailureKind.SetUp, "ListingOutOfOrder"), Told(await FaultAsync(store)));
    }

    [Theory]
    [InlineData("b.jpg", "a.jpg")]
    [InlineData("a.jpg", "a.jpg")]
    [InlineData("z.txt", "a.jpg")]
    [InlineData("\uE000.jpg", "😀.jpg", "\uF000.jpg")]
    public async Task Keys_that_do_not_rise_are_a_fault_and_the_rest_is_not_taken_for_gone(params string[] keys)
    {
        // Behind the end of the range, where the listing would be ended early; and in keys that are no pictures.
        using var store = new ScriptedStore(_ => ScriptedStore.Page("<IsTruncated>false</IsTruncated>", keys));
        var fault = await FaultAsync(store, new KeyRange("", "b"));
        Assert.Equal((FailureKind.SetUp, "ListingOutOfOrder"), Told(fault));
        Assert.Contains("pictures", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_that_do_not_rise_from_page_to_page_are_a_fault()
    {
        using var store = new ScriptedStore(q =>
            q.Token is null ? Truncated("1", "a.jpg", "m.jpg") : ScriptedStore.Page("<IsTruncated>false</IsTruncated>", "c.jpg")
        );
        Assert.Equal("ListingOutOfOrder", (await FaultAsync(store)).Code);
    }

    [Fact]
    public async Task A_store_that_ignores_what_it_is_asked_gives_the_range_all_the_same()
    {
        // Neither the prefix, nor where to start, nor how many.
        using var store = new ScriptedStore(_ =>
            ScriptedStore.Page("<IsTruncated>false</IsTruncated>", "a.jpg", "b/1.jpg", "b/2.jpg", "b/3.jpg", "c.jpg")
        );
        using var source = store.Source(o => o.Prefix = "b/");
        Assert.Equal(["b/1.jpg", "b/2.jpg", "b/3.jpg"], await KeysAsync(source));
        Assert.Equal(["b/2.jpg", "b/3.jpg"], await KeysAsync(source, new KeyRange("b/2.jpg", null)));
        Assert.Equal(["b/1.jpg"], await KeysAsync(source, new KeyRange("b/1.jpg", "b/2.jpg")));
    }

    [Theory]
    [InlineData("<EncodingType>url</EncodingType>", "a+b%2B%25+%C3%A9%F0%9F%98%80.jpg", "a b+% é😀.jpg")]
    [InlineData("", "a+b%2B.jpg", "a+b%2B.jpg")]
    [InlineData("<EncodingType/>", "a+b%2B.jpg", "a+b%2B.jpg")]
    public async Task A_key_is_decoded_where_the_store_says_that_it_is_encoded(string members, string written, string key)
    {
        using var store = new ScriptedStore(_ => ScriptedStore.Page("<IsTruncated>false</IsTruncated>" + members, written));
        using var source = store.Source();
        Assert.Equal([key], await KeysAsync(source));
        Assert.All(store.Questions, q => Assert.Contains("encoding-type=url", q.Address.Query, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("a b.jpg")]
    [InlineData("é.jpg")]
    [InlineData("50%.jpg")]
    [InlineData("%zz.jpg")]
    public async Task A_store_that_says_encoded_and_does_not_encode_is_a_fault(string key)
    {
        using var store = new ScriptedStore(_ =>
            ScriptedStore.Page("<IsTruncated>false</IsTruncated><EncodingType>url</EncodingType>", key)
        );
        Assert.Equal("UnreadableAnswer", (await FaultAsync(store)).Code);
    }

    [Fact]
    public async Task Keys_that_are_no_UTF8_are_told_and_the_others_are_listed()
    {
        using var store = new ScriptedStore(_ =>
            ScriptedStore.Page(
                "<IsTruncated>false</IsTruncated><EncodingType>url</EncodingType>",
                "a.jpg",
                "b%E9.jpg",
                "b%EA.jpg",
                "b%ED%A0%80.jpg",
                "c.jpg"
            )
        );
        using var source = store.Source();
        var entries = await source.ListAsync(KeyRange.All, Cancel).ToListAsync(Cancel);
        Assert.Equal(["a.jpg", "c.jpg"], entries.OfType<ImageListing>().Select(l => l.Key));
        var gaps = entries.OfType<ListingGap>().ToArray();
        Assert.Equal(3, gaps.Length);
        Assert.All(gaps, g => Assert.StartsWith("b\uFFFD", g.Prefix, StringComparison.Ordinal));
        Assert.All(gaps, g => Assert.Contains("not valid UTF-8", g.Reason, StringComparison.Ordinal));
    }

    private static string[] Numbered(int count) =>
        [.. Enumerable.Range(0, count).Select(i => i.ToString("0000'.jpg'", CultureInfo.InvariantCulture))];

    private static ScriptedStore.Answer Truncated(string token, params string[] keys) =>
        ScriptedStore.Page(
            $"<IsTruncated>true</IsTruncated><NextContinuationToken>{HttpUtility.HtmlEncode(token)}</NextContinuationToken>",
            keys
        );

    private static (FailureKind, string?) Told(ImageTaggingException fault) => (fault.Kind, fault.Code);

    private static async Task<IReadOnlyList<string>> KeysAsync(S3ImageSource source, KeyRange? range = null) =>
        [
            .. (await source.ListAsync(range ?? KeyRange.All, Cancel).ToListAsync(Cancel))
                .Where(e => e is not ListingExclusion)
                .Cast<ImageListing>()
                .Select(l => l.Key),
        ];

    private static async Task<ImageTaggingException> FaultAsync(ScriptedStore store, KeyRange? range = null)
    {
        using var source = store.Source();
        return await Assert.ThrowsAsync<ImageTaggingException>(() => KeysAsync(source, range));
    }
}
