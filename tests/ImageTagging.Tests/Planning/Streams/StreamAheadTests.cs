using System.Runtime.CompilerServices;
using ImageTagging.Planning;
using ImageTagging.Retry;
using ImageTagging.Tests.Running;

namespace ImageTagging.Tests.Planning;

public sealed class StreamAheadTests
{
    private readonly FastTime _time = new();
    private readonly List<string> _opened = [];

    [Fact]
    public async Task Every_item_comes_once_and_in_order_and_the_end_stays_the_end()
    {
        await using var stream = Ahead(Keys(1_000));
        Assert.Equal(Keys(1_000), await ReadAsync(stream));
        Assert.Null(await stream.NextAsync());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(999)]
    public async Task After_a_passing_fault_it_goes_on_behind_the_last_key(int at)
    {
        var isBroken = true;
        await using var stream = Ahead(
            Keys(1_000),
            key =>
            {
                if (isBroken && key == Keys(1_000)[at])
                {
                    isBroken = false;
                    throw Fault(FailureKind.Transient);
                }
            }
        );
        Assert.Equal(Keys(1_000), await ReadAsync(stream));
        Assert.Equal(2, _opened.Count);
        Assert.Equal(at == 0 ? "" : Keys(1_000)[at - 1] + "\0", _opened[1]);
    }

    [Theory]
    [InlineData(FailureKind.Refused)]
    [InlineData(FailureKind.SetUp)]
    public async Task What_no_attempt_helps_is_thrown_behind_what_came_before_it(FailureKind kind)
    {
        await using var stream = Ahead(Keys(10), key => _ = key == "0007" ? throw Fault(kind) : 0);
        for (var i = 0; i < 7; i++)
        {
            Assert.Equal($"{i:0000}", await stream.NextAsync());
        }

        Assert.Equal(kind, (await Assert.ThrowsAsync<ImageTaggingException>(async () => await stream.NextAsync())).Kind);
    }

    [Theory]
    [InlineData("b", "a")]
    [InlineData("a", "a")]
    [InlineData("😀", "\uFFFD")]
    public async Task A_stream_out_of_order_ends_it(string first, string second)
    {
        await using var stream = Ahead([first, second]);
        var fault = await Assert.ThrowsAsync<ImageTaggingException>(async () => await ReadAsync(stream));
        Assert.Equal(ErrorCodes.ListingOutOfOrder, fault.Code);
        Assert.Contains("Nothing was removed", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_there_does_not_wait_for_what_is_slow_to_come()
    {
        var more = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var stream = Ahead(Keys(2), wait: key => key == "0001" ? more.Task : Task.CompletedTask);
        Assert.Equal("0000", await stream.NextAsync().AsTask().WaitAsync(World.Guard));
        more.SetResult();
        Assert.Equal("0001", await stream.NextAsync());
    }

    [Fact]
    public async Task It_reads_a_few_pages_ahead_only_and_ends_when_nobody_reads_any_more()
    {
        var most = 0;
        var stream = Ahead(Keys(10_000), _ => most++);
        Assert.Equal("0000", await stream.NextAsync());
        await stream.DisposeAsync();
        Assert.InRange(most, 1, 256 * 7);
    }

    private StreamAhead<string> Ahead(string[] keys, Action<string>? onKey = null, Func<string, Task>? wait = null) =>
        new(
            "The listing",
            (range, token) => OpenAsync(keys, range, onKey, wait, token),
            key => key,
            KeyRange.All,
            RetryPolicy.OfOutages(_time, TimeSpan.FromMinutes(5), Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance),
            new("list", _time),
            CancellationToken.None
        );

    private async IAsyncEnumerable<string> OpenAsync(
        string[] keys,
        KeyRange range,
        Action<string>? onKey,
        Func<string, Task>? wait,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        _opened.Add(range.From ?? "");
        foreach (var key in keys.Where(range.Contains))
        {
            cancellationToken.ThrowIfCancellationRequested();
            await (wait?.Invoke(key) ?? Task.CompletedTask);
            onKey?.Invoke(key);
            yield return key;
        }
    }

    private static async Task<List<string>> ReadAsync(StreamAhead<string> stream)
    {
        List<string> read = [];
        while (await stream.NextAsync() is { } key)
        {
            read.Add(key);
        }

        return read;
    }

    private static string[] Keys(int count) => [.. Enumerable.Range(0, count).Select(i => $"{i:0000}")];

    private static ImageTaggingException Fault(FailureKind kind) => new("A fault.") { Kind = kind, Code = "Fault" };
}
