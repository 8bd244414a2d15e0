using ImageTagging.Watching;
using Microsoft.Extensions.Time.Testing;

namespace ImageTagging.Tests.Watching;

public sealed class FolderChangesTests
{
    private static readonly TimeSpan s_settle = TimeSpan.FromSeconds(2);
    private readonly FakeTimeProvider _time = new();
    private readonly FolderChanges _changes;
    private readonly Dictionary<string, (long, DateTimeOffset)> _files = new(StringComparer.Ordinal);

    public FolderChangesTests() => _changes = new(s_settle, _time);

    [Fact]
    public void A_file_is_handed_out_once_it_was_left_alone_and_looked_the_same_twice()
    {
        Write("a.jpg", 100);
        _changes.File("a.jpg");
        Assert.Empty(Next().Files);
        _time.Advance(s_settle);
        Assert.Empty(Next().Files);
        Assert.Empty(Next().Files);
        _time.Advance(s_settle);
        Assert.Equal(["a.jpg"], Next().Files);
        Assert.Empty(After(s_settle * 10).Files);
    }

    [Fact]
    public void A_half_written_file_waits_until_its_size_is_steady()
    {
        _changes.File("a.jpg");
        for (var size = 1; size < 20; size++)
        {
            // A disk that gives no notice of writes: only the size tells.
            Write("a.jpg", size);
            Assert.Empty(After(s_settle).Files);
        }

        Assert.Equal(["a.jpg"], After(s_settle).Files);
    }

    [Fact]
    public void Every_notice_begins_the_wait_anew()
    {
        Write("a.jpg", 1);
        for (var i = 0; i < 10; i++)
        {
            _changes.File("a.jpg");
            Assert.Empty(After(s_settle * 0.9).Files);
        }

        Assert.Empty(After(s_settle).Files);
        Assert.Equal(["a.jpg"], After(s_settle).Files);
    }

    [Fact]
    public void A_deleted_file_is_handed_out_after_one_wait_and_files_come_in_key_order()
    {
        foreach (var key in new[] { "b.jpg", "a.jpg", "\U0001F600.jpg", "\uFFFD.jpg" })
        {
            _changes.File(key);
        }

        Assert.Equal(["a.jpg", "b.jpg", "\uFFFD.jpg", "\U0001F600.jpg"], After(s_settle).Files);
    }

    [Fact]
    public void Folders_are_handed_out_once_they_are_quiet()
    {
        _changes.Folder("b/", isGone: true);
        _changes.Folder("a/", isGone: false);
        Assert.Empty(Next().Folders);
        Assert.Equal([("a/", false), ("b/", true)], After(s_settle).Folders);
        Assert.Empty(After(s_settle).Folders);
    }

    [Fact]
    public void Lost_notices_make_all_be_listed_once_it_is_quiet()
    {
        _changes.File("a.jpg");
        _changes.Lost();
        _changes.File("b.jpg");
        Assert.False(Next().All);
        Assert.True(After(s_settle).All);
        Assert.Equivalent(WatchStep.Nothing, After(s_settle * 10));
    }

    [Fact]
    public void Too_many_at_once_are_not_kept_but_all_is_listed()
    {
        for (var i = 0; i <= FolderChanges.MostFiles; i++)
        {
            _changes.File($"{i}.jpg");
        }

        var step = After(s_settle);
        Assert.True(step.All);
        Assert.Empty(step.Files);
    }

    [Fact]
    public void A_listed_picture_that_was_written_just_now_is_put_off_not_lost()
    {
        Write("new.jpg", 5);
        Assert.True(_changes.IsSettling(Listing("new.jpg", TimeSpan.FromSeconds(1))));
        Assert.False(_changes.IsSettling(Listing("old.jpg", TimeSpan.FromSeconds(3))));
        // A disk whose clock is hours ahead must not make its pictures wait for hours.
        Assert.False(_changes.IsSettling(Listing("ahead.jpg", TimeSpan.FromHours(-3))));
        After(s_settle);
        Assert.Equal(["new.jpg"], After(s_settle).Files);
    }

    private WatchStep After(TimeSpan time)
    {
        _time.Advance(time);
        return Next();
    }

    private WatchStep Next() => _changes.Next(key => _files.TryGetValue(key, out var facts) ? facts : null);

    private void Write(string key, long size) => _files[key] = (size, _time.GetUtcNow());

    private ImageListing Listing(string key, TimeSpan age) =>
        new()
        {
            Key = key,
            Location = "file:///" + key,
            Size = 5,
            ModifiedAt = _time.GetUtcNow() - age,
        };
}
