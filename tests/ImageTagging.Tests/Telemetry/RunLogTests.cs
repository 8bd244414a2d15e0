using System.Reflection;
using Microsoft.Extensions.Logging;

namespace ImageTagging.Tests.Telemetry;

public sealed class RunLogTests
{
    private static readonly (string Name, LoggerMessageAttribute Message)[] s_messages =
    [
        .. typeof(RunLog)
            .GetMethods(BindingFlags.Public | BindingFlags.Static)
            .Select(m => (m.Name, Message: m.GetCustomAttribute<LoggerMessageAttribute>()))
            .Where(m => m.Message is not null)
            .Select(m => (m.Name, m.Message!)),
    ];

    /// <summary>Operators filter by ids, and alarms are set on them.</summary>
    [Fact]
    public void Each_message_has_an_id_of_its_own_within_the_range_of_runs()
    {
        Assert.True(s_messages.Length > 10);
        Assert.All(s_messages, m => Assert.InRange(m.Message.EventId, 301, 399));
        Assert.Empty(s_messages.GroupBy(m => m.Message.EventId).Where(g => g.Count() > 1).Select(g => g.Key));
    }

    [Fact]
    public void Nothing_above_debug_is_said_of_a_single_picture() =>
        Assert.All(
            s_messages.Where(m => m.Message.Message.Contains("picture could", StringComparison.OrdinalIgnoreCase)),
            m => Assert.Equal(LogLevel.Debug, m.Message.Level)
        );
}
