using System.Text;
using static ImageTagging.Metadata.Tests.TaggedPicture;

namespace ImageTagging.Metadata.Tests;

public sealed class MetadataTaggerTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(".jpg")]
    [InlineData(".png")]
    [InlineData(".webp")]
    [InlineData(".tif")]
    public async Task Keywords_of_xmp_are_labels_in_every_kind_of_file(string suffix) =>
        Assert.Equal(["sea", "Grüße 😀"], await Names(WithXmp(Bag("dc:subject", "sea", "Grüße 😀"), suffix)));

    [Fact]
    public async Task Keywords_of_iptc_are_labels() =>
        Assert.Equal(["harbour", "Müller & Söhne"], await Names(WithIptc("harbour", "Müller & Söhne", "Harbour")));

    [Fact]
    public async Task Keywords_of_exif_are_labels() =>
        Assert.Equal(["boat", "blue sky"], await Names(WithExif("boat;blue sky; ")));

    [Fact]
    public async Task A_place_in_a_hierarchy_becomes_parents()
    {
        var picture = WithXmp(
            Bag("dc:subject", "Cat", "Mammals")
                + Bag("lr:hierarchicalSubject", "Animals|Mammals|Cat")
                + Bag("digiKam:TagsList", "Pets/Cat", "Places/Rome")
        );
        var labels = (await Tag(new(), picture)).Labels;
        Assert.Equal(["Cat", "Mammals", "Rome"], labels.Select(l => l.Name));
        Assert.Equal(["Animals", "Mammals", "Pets"], labels[0].Parents);
        Assert.Equal(["Places"], labels[2].Parents);
        Assert.All(labels, l => Assert.Equal(100, l.Confidence));
        var flat = await Tag(new(new() { Hierarchies = false }), picture);
        Assert.All(flat.Labels, l => Assert.Empty(l.Parents));
    }

    [Fact]
    public async Task A_picture_without_keywords_has_no_labels() => Assert.Empty(await Names(Plain()));

    [Fact]
    public async Task Control_characters_and_endless_names_do_not_get_through()
    {
        var picture = WithIptc("\u001b[31mred\u0007", new string('x', 201), "  ", "fine\nline");
        Assert.Equal(["[31mred", "fine line"], await Names(picture));
    }

    [Fact]
    public async Task More_keywords_than_asked_for_are_cut()
    {
        var picture = WithIptc([.. Enumerable.Range(0, 500).Select(i => $"k{i}")]);
        Assert.Equal(200, (await Names(picture)).Length);
        Assert.Equal(["k0", "k1"], (await Tag(new(new() { MaxLabels = 2 }), picture)).Labels.Select(l => l.Name));
    }

    [Fact]
    public async Task Entities_that_would_grow_without_end_are_not_followed()
    {
        const string Laughs =
            "<!DOCTYPE x [<!ENTITY a \"haha\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;\">"
            + "<!ENTITY d \"&c;&c;&c;&c;&c;&c;&c;&c;\"><!ENTITY e \"&d;&d;&d;&d;&d;&d;&d;&d;\"><!ENTITY f SYSTEM \"file:///etc/passwd\">]>";
        var xmp = Encoding.UTF8.GetBytes("http://ns.adobe.com/xap/1.0/\0" + Laughs + Packet(Bag("dc:subject", "&e;", "&f;")));
        var picture = InsertSegment(Plain(), 0xE1, xmp);
        var names = await Names(picture);
        Assert.DoesNotContain(
            names,
            n => n.Contains("haha", StringComparison.Ordinal) || n.Contains("root", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Random_damage_is_answered_or_refused_but_never_more()
    {
        const int Seed = 99;
        var random = new Random(Seed);
        byte[][] pictures = [WithXmp(Bag("dc:subject", "sea")), WithIptc("harbour"), WithExif("boat")];
        foreach (var picture in pictures)
        {
            for (var i = 0; i < 200; i++)
            {
                var damaged = (byte[])picture.Clone();
                for (var j = 0; j < 10; j++)
                {
                    damaged[random.Next(Math.Min(damaged.Length, 1500))] = (byte)random.Next(256);
                }

                try
                {
                    Assert.True((await Names(damaged)).Length <= 200);
                }
                catch (ImageTaggingException fault)
                {
                    Assert.Equal(FailureKind.Refused, fault.Kind);
                }
            }
        }
    }

    [Theory]
    [InlineData("<dc:a xml:lang=\"/>\">", 9_000)]
    [InlineData("<a:RDF><!--", 2_800)]
    [InlineData("<dc:a rdf:parseType='Resource'>", 30_000)]
    public async Task Hostile_packets_neither_end_the_process_nor_lose_what_stands_before(string repeated, int times)
    {
        var hostile = Bag("dc:subject", "sea") + string.Concat(Enumerable.Repeat(repeated, times));
        var result = await Tag(new(), WithXmp(hostile, ".png"));
        Assert.Equal(["sea"], result.Labels.Select(l => l.Name));
        Assert.NotNull(result.Warning);
    }

    [Fact]
    public async Task What_took_too_long_is_tried_again_in_a_later_run()
    {
        var tagger = new MetadataTagger(new() { Timeout = TimeSpan.FromSeconds(3) }, new Late());
        var fault = await Assert.ThrowsAsync<ImageTaggingException>(() => Tag(tagger, Plain()));
        Assert.Equal((FailureKind.Transient, "MetadataTimedOut"), (fault.Kind, fault.Code));
        Assert.True(fault.RetryAfter > new TaggerCallOptions().MaxDelay);
    }

    [Fact]
    public void It_is_free_and_people_wrote_what_it_says()
    {
        var info = new MetadataTagger().Info;
        Assert.Equal(("metadata", true, 0m, false), (info.Name, info.IsAuthored, info.PricePerCall, info.IsMetered));
    }

    [Fact]
    public void Options_out_of_range_are_told_all_at_once()
    {
        var fault = Assert.Throws<ImageTaggingException>(() =>
            new MetadataTagger(
                new()
                {
                    Name = "",
                    MaxLabels = 0,
                    Timeout = TimeSpan.Zero,
                }
            )
        );
        Assert.All(new[] { "Name", "MaxLabels", "Timeout" }, n => Assert.Contains(n, fault.Message));
    }

    private static async Task<string[]> Names(byte[] picture) => [.. (await Tag(new(), picture)).Labels.Select(l => l.Name)];

    private static async Task<TaggerResult> Tag(MetadataTagger tagger, byte[] picture)
    {
        using var folder = new TestSupport.TempFolder();
        await File.WriteAllBytesAsync(folder.File("a.jpg"), picture, Cancel);
        var source = new FolderImageSource(folder.Path);
        using var image = new ImageToTag(source, (await source.FindAsync("a.jpg", Cancel))!);
        return await tagger.TagAsync(image, Cancel);
    }

    // Every wait is over as soon as it begins.
    private sealed class Late : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime == TimeSpan.FromSeconds(3))
            {
                callback(state);
            }

            return System.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }
}
