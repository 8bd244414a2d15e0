using System.Globalization;
using ImageTagging.Hosting;
using Microsoft.Extensions.Configuration;

namespace ImageTagging.Elasticsearch;

/// <summary>Reads the options from a section of the configuration, member by member so that nothing needs reflection.</summary>
internal static class ConfiguredOptions
{
    public static ElasticsearchIndexOptions Read(IConfigurationSection section, List<string> faults)
    {
        var options = new ElasticsearchIndexOptions();
        if (section["Url"] is { Length: > 0 } url)
        {
            Try("Url", () => options.UseAddress(url));
        }

        foreach (var node in section.GetSection("Nodes").GetChildren())
        {
            Try("Nodes", () => options.Nodes.Add(new(node.Value ?? "", UriKind.Absolute)));
        }

        options.IndexName = section["IndexName"] ?? options.IndexName;
        options.UserName = section["UserName"] ?? options.UserName;
        options.Password = section["Password"] ?? options.Password;
        options.ApiKey = section["ApiKey"];
        options.BearerToken = section["BearerToken"];
        options.CertificateFingerprint = section["CertificateFingerprint"];
        options.CertificateAuthorityFile = section["CertificateAuthorityFile"];
        Number("Shards", v => options.Shards = v);
        Number("Replicas", v => options.Replicas = v);
        Number("BulkBytes", v => options.BulkBytes = v);
        Number("BulkCount", v => options.BulkCount = v);
        Number("MaxBulksInFlight", v => options.MaxBulksInFlight = v);
        Number("ScanPageSize", v => options.ScanPageSize = v);
        Number("MaxAnswerBytes", v => options.MaxAnswerBytes = v);
        Span("RequestTimeout", v => options.RequestTimeout = v);
        Span("ConnectTimeout", v => options.ConnectTimeout = v);
        Span("RetryFor", v => options.RetryFor = v);
        Span("RetryFirstFor", v => options.RetryFirstFor = v);
        Span("BulkDelay", v => options.BulkDelay = v);
        Flag("CompressRequests", v => options.CompressRequests = v);
        Flag("CreatesIndex", v => options.CreatesIndex = v);

        return options;

        void Number(string name, Action<int> set)
        {
            if (section[name] is { } text)
            {
                Try(name, () => set(int.Parse(text, NumberStyles.Integer, CultureInfo.InvariantCulture)));
            }
        }

        void Flag(string name, Action<bool> set)
        {
            if (section[name] is { } text)
            {
                Try(name, () => set(bool.Parse(text)));
            }
        }

        void Span(string name, Action<TimeSpan> set)
        {
            if (section[name] is { } text)
            {
                Try(
                    name,
                    () =>
                        set(
                            TimeText.TryParse(text, out var time)
                                ? time
                                : throw new FormatException("It is a time such as 00:00:30.")
                        )
                );
            }
        }

        void Try(string name, Action set)
        {
            try
            {
                set();
            }
            catch (Exception fault) when (fault is FormatException or OverflowException or ArgumentException)
            {
                faults.Add($"{section.Path}:{name} cannot be read: {fault.Message}");
            }
        }
    }
}
