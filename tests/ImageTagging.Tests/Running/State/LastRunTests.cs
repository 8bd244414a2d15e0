using ImageTagging.Running;
using ImageTagging.Tests.Budgets;
using ImageTagging.Tests.Serialization;

namespace ImageTagging.Tests.Running;

public sealed class LastRunTests
{
    private static readonly DateTimeOffset s_at = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly StateIndex _index = new();

    [Fact]
    public async Task Every_member_comes_back()
    {
        var last = new LastRun
        {
            RunId = "a",
            StartedAt = s_at,
            EndedAt = s_at.AddMinutes(1),
            End = RunEnd.GuardHeld,
            Code = "Code",
            Message = "A sentence.",
            Counts = new() { Listed = 7, Cost = 0.25m },
        };
        Assert.Null(await LastRun.ReadAsync(_index, default));
        await last.WriteAsync(_index, default);
        EveryMember.ComesBack(last, (await LastRun.ReadAsync(_index, default))!);
    }

    [Fact]
    public async Task One_that_ended_later_stays()
    {
        await Ended(minutes: 5).WriteAsync(_index, default);
        await Ended(minutes: 3).WriteAsync(_index, default);
        Assert.Equal(s_at.AddMinutes(5), (await LastRun.ReadAsync(_index, default))!.EndedAt);
        await Ended(minutes: 7).WriteAsync(_index, default);
        Assert.Equal(s_at.AddMinutes(7), (await LastRun.ReadAsync(_index, default))!.EndedAt);
    }

    [Fact]
    public async Task Of_many_that_end_at_once_the_last_is_kept()
    {
        await Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(i => Task.Run(() => Ended(i).WriteAsync(_index, default).AsTask(), CancellationToken.None))
        );
        Assert.Equal(s_at.AddMinutes(3), (await LastRun.ReadAsync(_index, default))!.EndedAt);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"startedAt":"2026-03-01T12:00:00Z","endedAt":"2026-03-01T12:00:00Z","end":"Eclipsed"}""")]
    [InlineData("""{"startedAt":"2026-03-01T12:00:00Z","endedAt":"2026-03-01T12:00:00Z","counts":null}""")]
    public async Task What_a_later_version_wrote_tells_nothing_and_is_written_over(string value)
    {
        await _index.TryWriteStateAsync(new() { Name = LastRun.StateName, Value = value });
        Assert.Null(await LastRun.ReadAsync(_index, default));
        await Ended(minutes: 1).WriteAsync(_index, default);
        Assert.NotNull(await LastRun.ReadAsync(_index, default));
    }

    [Fact]
    public void A_fault_before_it_began_has_its_code_and_a_bounded_sentence()
    {
        var fault = new ImageTaggingException(new string('x', 5_000)) { Code = "Code" };
        var last = LastRun.Of(fault, s_at, s_at);
        Assert.Equal(("Code", 1_000, null), (last.Code, last.Message!.Length, last.End));
        Assert.Equal("InvalidOperationException", LastRun.Of(new InvalidOperationException("a bug"), s_at, s_at).Code);
    }

    private static LastRun Ended(int minutes) => new() { StartedAt = s_at, EndedAt = s_at.AddMinutes(minutes) };
}
