using System.Net.Sockets;
using ImageTagging.Calling;
using Microsoft.Extensions.Time.Testing;

namespace ImageTagging.Tests.Calling;

public sealed class TaggerAttemptTests
{
    private static readonly EmptySource s_source = new();
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task An_answer_is_served_and_may_tell_its_price()
    {
        var plain = await MakeAsync(_ => Task.FromResult<TaggerResult>(new() { Labels = [] }));
        var priced = await MakeAsync(_ => Task.FromResult<TaggerResult>(new() { Labels = [], Price = 0.25m }));
        var absurd = await MakeAsync(_ => Task.FromResult<TaggerResult>(new() { Labels = [], Price = -1 }));

        Assert.Equal((CallEnd.Served, true, null), (plain.End, plain.MayHaveCost, plain.Price));
        Assert.Equal((0.25m, 0m), (priced.Price, absurd.Price));
    }

    [Theory]
    [InlineData(FailureKind.Throttled, true, false)]
    [InlineData(FailureKind.Transient, false, true)]
    [InlineData(FailureKind.Refused, false, false)]
    public async Task A_fault_of_the_tagger_is_kept_as_it_is(FailureKind kind, bool isThrottled, bool mayHaveCost)
    {
        var fault = new ImageTaggingException("No.") { Kind = kind, MayHaveCost = mayHaveCost };
        var attempt = await MakeAsync(_ => throw fault);

        Assert.Same(fault, attempt.Fault);
        Assert.Equal(isThrottled ? CallEnd.Throttled : CallEnd.Failed, attempt.End);
        Assert.Equal((mayHaveCost, false), (attempt.MayHaveCost, attempt.IsUnknown));
    }

    public static TheoryData<Exception> OfTheConnection =>
        [new HttpRequestException("reset"), new IOException("cut"), new SocketException(104)];

    [Theory]
    [MemberData(nameof(OfTheConnection))]
    public async Task A_broken_connection_passes_and_may_have_cost(Exception broken)
    {
        var attempt = await MakeAsync(_ => throw broken);

        Assert.Equal((FailureKind.Transient, ErrorCodes.ConnectionFailed), (attempt.Fault!.Kind, attempt.Fault.Code));
        Assert.Equal((true, false), (attempt.MayHaveCost, attempt.IsUnknown));
    }

    [Fact]
    public async Task A_bug_of_the_tagger_is_a_failure_of_this_picture()
    {
        var attempt = await MakeAsync(_ => throw new InvalidOperationException("a bug"));

        Assert.True(attempt.IsUnknown);
        Assert.Equal(CallEnd.Failed, attempt.End);
    }

    [Fact]
    public async Task One_that_takes_too_long_ends_and_one_that_is_cancelled_throws()
    {
        var attempt = MakeAsync(async token =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, token);
            return new() { Labels = [] };
        });
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(ErrorCodes.TimedOut, (await attempt).Fault!.Code);

        using var cancel = new CancellationTokenSource();
        var cancelled = MakeAsync(
            async token =>
            {
                await cancel.CancelAsync();
                token.ThrowIfCancellationRequested();
                return new() { Labels = [] };
            },
            cancel.Token
        );
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
    }

    private async Task<TaggerAttempt> MakeAsync(
        Func<CancellationToken, Task<TaggerResult>> answer,
        CancellationToken cancellationToken = default
    )
    {
        using var image = s_source.Image(1);
        return await TaggerAttempt.MakeAsync(new Scripted(answer), image, TimeSpan.FromSeconds(5), _time, cancellationToken);
    }

    private sealed class Scripted(Func<CancellationToken, Task<TaggerResult>> answer) : ITagger
    {
        public TaggerInfo Info { get; } = new() { Name = "scripted", Fingerprint = new("1", 50, 10) };

        public async ValueTask<TaggerResult> TagAsync(ImageToTag image, CancellationToken cancellationToken = default) =>
            await answer(cancellationToken);
    }
}
