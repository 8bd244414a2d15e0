using ImageTagging.Planning;
using ImageTagging.Tests.Running;

namespace ImageTagging.Tests.Planning;

public sealed class AppearedContentsTests
{
    [Fact]
    public async Task Each_content_is_counted_with_the_pictures_that_it_came_with_but_not_what_the_listing_told_already()
    {
        await using var appeared = new AppearedContents();
        Assert.True(appeared.IsEmpty);
        Assert.Empty(appeared.ReadChunks());

        var (cat, dog) = (PictureStore.Md5Of("cat"), PictureStore.Md5Of("dog"));
        appeared.Add([cat, dog]);
        appeared.Add([cat]);
        appeared.Add([cat, dog], told: [cat]);

        Assert.False(appeared.IsEmpty);
        var counts = Assert.Single(appeared.ReadChunks());
        Assert.Equal((2, 2), (counts[AppearedContents.Hash(cat)], counts[AppearedContents.Hash(dog)]));
        Assert.Equal(2, counts.Count);
    }

    [Fact]
    public async Task Threads_add_at_once_and_what_was_read_can_be_read_again()
    {
        await using var appeared = new AppearedContents();
        var contents = Enumerable.Range(0, 50).Select(i => PictureStore.Md5Of("thing" + i)).ToArray();
        Parallel.ForEach(Enumerable.Range(0, 2_000), i => appeared.Add([contents[i % contents.Length]]));

        for (var time = 0; time < 2; time++)
        {
            var counts = Assert.Single(appeared.ReadChunks());
            Assert.All(contents, c => Assert.Equal(40, counts[AppearedContents.Hash(c)]));
        }
    }
}
