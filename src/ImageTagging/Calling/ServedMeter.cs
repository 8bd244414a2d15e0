namespace ImageTagging.Calling;

/// <summary>Counts what is served a second: all that is known of a rate that nobody told.</summary>
/// <remarks>Not for several threads. All times are seconds on one clock.</remarks>
internal sealed class ServedMeter
{
    private double _second;
    private int _served;
    private int _before;

    /// <summary>A call was served.</summary>
    public void Count(double now)
    {
        Turn(now);
        _served++;
    }

    /// <summary>The most that was served in this second or the one before it; infinite where there was nothing: nothing is known.</summary>
    public double PerSecond(double now)
    {
        Turn(now);
        return Math.Max(_served, _before) is > 0 and var most ? most : double.PositiveInfinity;
    }

    private void Turn(double now)
    {
        var second = Math.Floor(now);
        if (second > _second)
        {
            (_before, _served, _second) = (second == _second + 1 ? _served : 0, 0, second);
        }
    }
}
