using System.Text.Json;
using ImageTagging.Indexing;

namespace ImageTagging.Elasticsearch.Searching;

/// <summary>Where a facet's values are kept, and how selections of them filter.</summary>
internal static class FacetTerms
{
    /// <summary>The keyword field with the facet's values; months have none.</summary>
    public static string Field(FacetField field, int? band) =>
        field switch
        {
            FacetField.Tag => Clauses.BandField(band),
            FacetField.Category => "categories",
            FacetField.Source => "source",
            FacetField.Status => "status",
            FacetField.Alias => "aliases",
            FacetField.Parent => "parents",
            FacetField.TakenYear => "taken_year",
            FacetField.TakenMonth => "taken_month",
            FacetField.Camera => "camera",
            FacetField.Lens => "lens",
            FacetField.Person => "people",
            FacetField.Folder => "folders",
            FacetField.Place => "places",
            FacetField.Rating => "rating.text",
            FacetField.Iso => "iso.text",
            _ => throw new ArgumentOutOfRangeException(nameof(field)),
        };

    /// <summary>An image must have any of the selected values.</summary>
    public static void WriteSelection(Utf8JsonWriter writer, FacetSelection selection)
    {
        if (selection.Field != FacetField.Month)
        {
            Clauses.Terms(writer, Field(selection.Field, band: null), selection.Values);
            return;
        }

        var months = selection.Values.Select(RecordTerms.ParseMonth).OfType<ModifiedQuery>();
        FilterWriter.Write(writer, new OrQuery(new(months)));
    }

    /// <summary>A filter of every selection but those of one field.</summary>
    public static void WriteSelections(Utf8JsonWriter writer, IEnumerable<FacetSelection> selections, FacetField? except)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("bool"u8);
        writer.WriteStartArray("filter"u8);
        foreach (var selection in selections.Where(s => s.Field != except).OrderBy(s => s.Field))
        {
            WriteSelection(writer, selection);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>The first values in their order.</summary>
    public static IReadOnlyList<TagCount> Top(IEnumerable<TagCount> counts, int size) =>
        [.. counts.Order(FacetOrder.Instance).Take(size)];
}
