using System.Text.Json;

namespace ImageTagging.Tests.Serialization;

/// <summary>Finds a member that the stored form forgets: one that the sample sets and the other side does not have.</summary>
internal static class EveryMember
{
    public static void ComesBack<T>(T whole, T read)
    {
        foreach (var member in typeof(T).GetProperties().Where(p => p.CanWrite))
        {
            var value = Dump(member.GetValue(whole));
            Assert.False(value is "null" or "[]", $"The sample does not set {typeof(T).Name}.{member.Name}.");
            Assert.True(value == Dump(member.GetValue(read)), $"{typeof(T).Name}.{member.Name} does not come back.");
        }
    }

    private static string Dump(object? value) => JsonSerializer.Serialize(value);
}
