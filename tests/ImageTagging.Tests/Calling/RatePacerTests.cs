using ImageTagging.Calling;

namespace ImageTagging.Tests.Calling;

public sealed class RatePacerTests
{
    private readonly RatePacer _pacer = new(100, 0);

    [Fact]
    public void Calls_that_were_not_made_count_neither_as_issued_nor_as_served()
    {
        _pacer.End(Take(1), CallEnd.Throttled, 1.02);
        for (var i = 1; i <= 130; i++)
        {
            var at = 1.02 + (i * 0.01);
            for (var unmade = 0; unmade < 3 && _pacer.TryTake(at, out var permit, out _); unmade++)
            {
                _pacer.Refund(permit);
            }

            if (_pacer.TryTake(at, out var made, out _))
            {
                _pacer.End(made, i % 2 == 0 ? CallEnd.Throttled : CallEnd.Served, at + 0.005);
            }
        }

        Assert.InRange(_pacer.Rate, 45, 53);
    }

    [Fact]
    public void What_comes_back_unmade_of_a_rate_from_before_changes_nothing()
    {
        var before = Take(1);
        _pacer.End(Take(1.1), CallEnd.Throttled, 1.12);
        Play(1.12, 1.2, i => i % 2 == 0);
        var rate = _pacer.Rate;
        Assert.InRange(rate, 40, 60);
        _pacer.Refund(before);
        _pacer.End(before, CallEnd.Throttled, 2.6);
        Assert.Equal(rate, _pacer.Rate);
    }

    [Fact]
    public void Where_everything_is_refused_single_calls_ask_and_the_first_that_is_served_brings_the_rate_back()
    {
        _pacer.End(Take(1), CallEnd.Throttled, 1.02);
        Play(1.02, 3, _ => true);
        Assert.InRange(_pacer.Rate, 1, 10);
        var probe = Take(6);
        _pacer.End(probe, CallEnd.Served, 6.3);
        Assert.InRange(_pacer.Rate, 94, 96);
        Assert.True(_pacer.HasToken(9));
        Assert.Equal(99.5, _pacer.Rate, 0.01);
    }

    [Fact]
    public void Probes_that_fail_for_reasons_of_their_own_bring_the_rate_back_after_a_few()
    {
        _pacer.End(Take(1), CallEnd.Throttled, 1.02);
        Play(1.02, 3, _ => true);
        for (var i = 0; i < 3; i++)
        {
            Assert.InRange(_pacer.Rate, 1, 10);
            _pacer.End(Take(6 + i), CallEnd.Failed, 6.3 + i);
        }

        Assert.InRange(_pacer.Rate, 94, 96);
    }

    private void Play(double from, double seconds, Func<int, bool> isThrottled)
    {
        for (var i = 1; i <= seconds * 100; i++)
        {
            var at = from + (i * 0.01);
            if (_pacer.TryTake(at, out var permit, out _))
            {
                _pacer.End(permit, isThrottled(i) ? CallEnd.Throttled : CallEnd.Served, at + 0.005);
            }
        }
    }

    private CallPermit Take(double at)
    {
        Assert.True(_pacer.TryTake(at, out var permit, out _));
        return permit;
    }
}
