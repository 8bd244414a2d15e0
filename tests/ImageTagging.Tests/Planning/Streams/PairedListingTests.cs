using ImageTagging.Planning;

namespace ImageTagging.Tests.Planning;

public sealed class PairedListingTests
{
    [Theory]
    [InlineData("a.cr3 a.jpg", "-a.cr3 a.jpg[.cr3]")]
    [InlineData("a.jpg a.nef b.jpg", "a.jpg[.nef] -a.nef b.jpg")]
    // A raw file with no picture beside it is one itself.
    [InlineData("a.cr3 b.jpg", "a.cr3 b.jpg")]
    // Files of one stem in other folders are others' files.
    [InlineData("a.jpg a/a.cr3", "a.jpg a/a.cr3")]
    // Two shown pictures of one stem: the raw file goes with one of them, and both stay.
    [InlineData("a.jpg a.png", "a.jpg a.png")]
    [InlineData("a.jpg a.x.cr3", "a.jpg a.x.cr3")]
    [InlineData("", "")]
    public async Task Files_of_one_picture_are_told_together(string keys, string told) =>
        Assert.Equal(told, await TellAsync(keys.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Listing)));

    [Fact]
    public async Task A_video_goes_with_its_live_photo_and_is_counted_where_none_brings_it_along()
    {
        var video = new ListingExclusion(ExclusionKind.Video, 1) { Key = "a.mov" };
        Assert.Equal("a.heic[.mov]", await TellAsync([Listing("a.heic"), video]));
        Assert.Equal("b.heic video", await TellAsync([Listing("b.heic"), video]));
    }

    [Fact]
    public async Task What_lies_between_files_of_a_picture_keeps_its_place()
    {
        Assert.Equal(
            "-a.cr3 a.gif a.jpg[.cr3] b.jpg",
            await TellAsync([Listing("a.cr3"), Listing("a.gif"), Listing("a.jpg"), Listing("b.jpg")])
        );
        Assert.Equal("gap a.jpg", await TellAsync([new ListingGap("x/", "no"), Listing("a.jpg")]));
    }

    [Fact]
    public async Task Files_that_lie_too_far_apart_are_pictures_of_their_own_and_no_more_is_held()
    {
        var between = Enumerable.Range(0, PairedListing.MostTogether + 10).Select(i => Listing($"a.d{i:0000}.jpg"));
        Assert.EndsWith(
            "a.jpg[.cr3]",
            await TellAsync([Listing("a.cr3"), .. between.Take(9), Listing("a.jpg")]),
            StringComparison.Ordinal
        );
        var told = await TellAsync([Listing("a.cr3"), .. between, Listing("a.jpg")]);
        Assert.DoesNotContain("[", told, StringComparison.Ordinal);
        Assert.Equal(PairedListing.MostTogether + 12, told.Split(' ').Length);
    }

    [Fact]
    public void A_range_that_begins_between_files_of_a_picture_is_listed_from_its_first()
    {
        var around = PairedListing.Around(new("a.jpg", "c.jpg"));
        Assert.True(around.Contains("a.cr3") && around.Contains("c.jpg") && around.Contains("c.nef"));
        Assert.False(around.Contains("d.cr3"));
        Assert.Equal(KeyRange.All, PairedListing.Around(KeyRange.All));
    }

    private static async Task<string> TellAsync(IEnumerable<SourceEntry> entries)
    {
        var rest = new Queue<SourceEntry>(entries);
        var paired = new PairedListing(() => ValueTask.FromResult(rest.TryDequeue(out var entry) ? entry : null));
        List<string> told = [];
        while (await paired.NextAsync() is { } next)
        {
            told.Add(
                next.Entry switch
                {
                    ImageListing { Companions: { Count: > 0 } beside } picture => $"{picture.Key}[{string.Join(',', beside)}]",
                    ImageListing picture => (next.IsCompanion ? "-" : "") + picture.Key,
                    ListingExclusion => "video",
                    _ => "gap",
                }
            );
        }

        return string.Join(' ', told);
    }

    private static ImageListing Listing(string key) =>
        new()
        {
            Key = key,
            Location = "mem://" + key,
            Size = 1,
            ModifiedAt = DateTimeOffset.UnixEpoch,
        };
}
