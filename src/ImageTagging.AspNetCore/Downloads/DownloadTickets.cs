using System.Buffers.Text;
using System.Security.Cryptography;

namespace ImageTagging.AspNetCore.Downloads;

/// <summary>Pictures that people are about to download: a browser fetches a file by an address alone, and so many names fit into none.</summary>
internal sealed class DownloadTickets(TimeProvider time)
{
    private const int Most = 20;
    private static readonly TimeSpan s_life = TimeSpan.FromMinutes(10);
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (DateTimeOffset Until, ImageName[] Names)> _tickets = new(StringComparer.Ordinal);

    public string Add(ImageName[] names)
    {
        var ticket = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16));
        var now = time.GetUtcNow();
        lock (_gate)
        {
            foreach (var old in _tickets.Where(t => t.Value.Until <= now).Select(t => t.Key).ToArray())
            {
                _tickets.Remove(old);
            }

            if (_tickets.Count >= Most)
            {
                _tickets.Remove(_tickets.MinBy(t => t.Value.Until).Key);
            }

            _tickets.Add(ticket, (now + s_life, names));
        }

        return ticket;
    }

    public ImageName[]? Find(string ticket)
    {
        lock (_gate)
        {
            return _tickets.TryGetValue(ticket, out var found) && found.Until > time.GetUtcNow() ? found.Names : null;
        }
    }
}
