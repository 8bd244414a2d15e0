namespace ImageTagging.Tool.Exporting;

/// <summary>The format of an export.</summary>
internal enum ExportFormat
{
    Ndjson,
    Csv,
    Parquet,
}
