using ImageTagging.Searching;
using ImageTagging.Tests.Querying;
using ImageTagging.Tests.Running;
using Microsoft.Extensions.Time.Testing;

namespace ImageTagging.Tests.Searching;

public sealed class DictionaryCacheTests
{
    private static readonly TimeSpan s_age = TimeSpan.FromMinutes(1);
    private readonly FakeTimeProvider _time = new();
    private readonly InMemoryTagIndex _inner = new();
    private readonly CountedIndex _index;
    private readonly DictionaryCache _cache;

    public DictionaryCacheTests()
    {
        _index = new(_inner);
        _cache = new(_index, _time, s_age, Vocabulary.Empty);
    }

    [Fact]
    public async Task The_first_waits_for_it_and_all_who_come_meanwhile_wait_for_the_same()
    {
        await PutAsync("cat");
        _index.Gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var all = Enumerable.Range(0, 8).Select(_ => _cache.GetAsync(default).AsTask()).ToArray();
        _index.Gate.SetResult();
        var read = await Task.WhenAll(all).WaitAsync(World.Guard);
        Assert.Single(read.Distinct());
        Assert.NotNull(read[0].Find("cat"));
        Assert.Equal(1, _index.Readings);
    }

    [Fact]
    public async Task One_that_gives_up_takes_it_from_nobody()
    {
        _index.Gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using var cancel = new CancellationTokenSource();
        var impatient = _cache.GetAsync(cancel.Token).AsTask();
        var patient = _cache.GetAsync(default).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);
        _index.Gate.SetResult();
        Assert.NotNull(await patient.WaitAsync(World.Guard));
    }

    [Fact]
    public async Task An_old_one_serves_while_it_is_read_again_and_where_that_fails()
    {
        var first = await _cache.GetAsync(default);
        Assert.Same(first, await _cache.GetAsync(default));
        await PutAsync("cat");
        _time.Advance(s_age);
        _index.Fault = new("Away.") { Kind = FailureKind.Transient };
        Assert.Same(first, await _cache.GetAsync(default));
        await _index.ReadAsync(2).WaitAsync(World.Guard);

        _index.Fault = null;
        Assert.NotNull((await _cache.RefreshAsync(default)).Find("cat"));
        Assert.NotNull((await _cache.GetAsync(default)).Find("cat"));
    }

    [Fact]
    public async Task Without_a_former_one_the_fault_is_thrown_and_the_next_tries_again()
    {
        _index.Fault = new("Away.") { Kind = FailureKind.Transient };
        await Assert.ThrowsAsync<ImageTaggingException>(() => _cache.GetAsync(default).AsTask());
        _index.Fault = null;
        Assert.NotNull(await _cache.GetAsync(default));
    }

    private async Task PutAsync(string tag)
    {
        var record = new RandomRecords(1).Next(tag) with { GoneAt = null, Tags = [new(tag, Confidence.Full)] };
        await _inner.WriteAsync([RecordWrite.Create(record)]);
    }

    private sealed class CountedIndex(ITagIndex inner) : DelegatingTagIndex(inner)
    {
        private readonly List<(int Count, TaskCompletionSource Reached)> _waiting = [];
        private int _readings;

        public TaskCompletionSource? Gate { get; set; }

        public ImageTaggingException? Fault { get; set; }

        public int Readings => _readings;

        public Task ReadAsync(int readings)
        {
            lock (_waiting)
            {
                if (_readings >= readings)
                {
                    return Task.CompletedTask;
                }

                var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                _waiting.Add((readings, reached));
                return reached.Task;
            }
        }

        public override async ValueTask<IReadOnlyList<TagCount>> CountTagsAsync(
            TagCountRequest request,
            CancellationToken cancellationToken = default
        )
        {
            if (request.Field == FacetField.Tag)
            {
                lock (_waiting)
                {
                    _readings++;
                    _waiting.FindAll(w => w.Count <= _readings).ForEach(w => w.Reached.TrySetResult());
                }
            }

            if (Gate is { } gate)
            {
                await gate.Task;
            }

            return Fault is { } fault ? throw fault : await Inner.CountTagsAsync(request, cancellationToken);
        }
    }
}
