using System.Buffers;
using System.Text;
using ImageTagging.Elasticsearch.Transport;

namespace ImageTagging.Elasticsearch;

/// <summary>Every fault of the options at once, with the limit that it breaks.</summary>
internal static class OptionFaults
{
    private static readonly SearchValues<char> s_forbidden = SearchValues.Create("\\/*?\"<>| ,#:");

    private static readonly TimeSpan s_tick = TimeSpan.FromTicks(1);

    public static IReadOnlyList<string> Of(ElasticsearchIndexOptions options)
    {
        var faults = new List<string>();
        if (options.Transport is null)
        {
            CheckHttp(options, faults);
        }
        else if (options.Transport.Configuration is not { NodePool: not null })
        {
            faults.Add("Transport names no nodes: give one of Elastic.Transport, such as ElasticsearchClient.Transport.");
        }

        if (!IsIndexName(options.IndexName))
        {
            faults.Add(
                $"IndexName: '{options.IndexName}' is no name for an index: lower case, at most 200 bytes, none of \\ / * ? \" < > | , # : and space, not starting with - _ + or a dot."
            );
        }

        Check(options.Shards is >= 1 and <= 1_024, nameof(options.Shards), "1 to 1,024");
        Check(options.Replicas is null or (>= 0 and <= 20), nameof(options.Replicas), "0 to 20");
        Check(
            IsWithin(options.RequestTimeout, s_tick, TimeSpan.FromHours(1)),
            nameof(options.RequestTimeout),
            "more than zero, up to an hour"
        );
        Check(
            IsWithin(options.ConnectTimeout, s_tick, TimeSpan.FromHours(1)),
            nameof(options.ConnectTimeout),
            "more than zero, up to an hour"
        );
        Check(IsWithin(options.RetryFor, TimeSpan.Zero, TimeSpan.FromDays(7)), nameof(options.RetryFor), "zero to seven days");
        Check(
            IsWithin(options.InteractiveRetryFor, TimeSpan.Zero, TimeSpan.FromDays(7)),
            nameof(options.InteractiveRetryFor),
            "zero to seven days"
        );
        Check(
            options.BulkBytes is >= 64 << 10 and <= 90 << 20,
            nameof(options.BulkBytes),
            "64 KiB to 90 MiB (the server takes 100 MiB)"
        );
        Check(options.BulkCount is >= 1 and <= 100_000, nameof(options.BulkCount), "1 to 100,000");
        Check(
            options.BulkDelay >= TimeSpan.Zero && options.BulkDelay <= TimeSpan.FromMinutes(1),
            nameof(options.BulkDelay),
            "zero to a minute"
        );
        Check(options.MaxBulksInFlight is >= 1 and <= 64, nameof(options.MaxBulksInFlight), "1 to 64");
        Check(
            options.ScanPageSize is >= 100 and <= 10_000,
            nameof(options.ScanPageSize),
            "100 to 10,000 (the server's index.max_result_window)"
        );
        Check(options.MaxAnswerBytes is >= 1 << 20 and <= 1 << 30, nameof(options.MaxAnswerBytes), "1 MiB to 1 GiB");
        return faults;

        void Check(bool isGood, string name, string range)
        {
            if (!isGood)
            {
                faults.Add($"{name} must be {range}.");
            }
        }
    }

    private static bool IsWithin(TimeSpan time, TimeSpan least, TimeSpan most) => time >= least && time <= most;

    private static void CheckHttp(ElasticsearchIndexOptions options, List<string> faults)
    {
        if (options.Nodes.Count == 0)
        {
            faults.Add("Nodes is empty: give the server's address, such as http://localhost:9200/images.");
        }

        foreach (var node in options.Nodes)
        {
            if (node.IsAbsoluteUri && IsServerless(node.Host))
            {
                faults.Add(
                    "Nodes: Amazon OpenSearch Serverless cannot hold this index: it has no refresh, no points in time and no sequence numbers. Use an Amazon OpenSearch domain."
                );
            }

            if (!node.IsAbsoluteUri || node.Scheme is not ("http" or "https"))
            {
                faults.Add("Nodes must be addresses that start with http:// or https://.");
            }
        }

        var ways = new[]
        {
            options.UserName ?? options.Nodes.FirstOrDefault(n => SearchAddress.LogIn(n) is not null)?.UserInfo,
            options.ApiKey,
            options.BearerToken,
        }.Count(w => !string.IsNullOrEmpty(w));
        if (ways > 1)
        {
            faults.Add(
                "UserName, ApiKey and BearerToken exclude each other: choose user and password, an API key, or a bearer token."
            );
        }

        if (options.CertificateFingerprint is { Length: > 0 } fingerprint)
        {
            try
            {
                ServerCertificate.ParseFingerprint(fingerprint);
            }
            catch (FormatException)
            {
                faults.Add("CertificateFingerprint must be the 64 hex digits of a SHA-256.");
            }
        }

        if (options.CertificateAuthorityFile is { Length: > 0 } file && !File.Exists(file))
        {
            faults.Add($"CertificateAuthorityFile '{file}' does not exist.");
        }
    }

    private static bool IsServerless(string host) =>
        host.Contains(".aoss.", StringComparison.OrdinalIgnoreCase)
        && (
            host.Contains(".amazonaws.com", StringComparison.OrdinalIgnoreCase)
            || host.EndsWith(".on.aws", StringComparison.OrdinalIgnoreCase)
        );

    private static bool IsIndexName(string name) =>
        name.Length > 0
        && Encoding.UTF8.GetByteCount(name) <= 200
        && name[0] is not ('-' or '_' or '+' or '.')
        && !name.AsSpan().ContainsAny(s_forbidden)
        && !name.Any(c => char.IsControl(c) || char.IsUpper(c));
}
