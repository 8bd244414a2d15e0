namespace ImageTagging.AspNetCore.Hosting;

/// <summary>Marks the endpoints that a person opens in a browser: there a key may stand in the address, once.</summary>
/// <param name="Segments">How many segments of the path are the page's own; what is before them is where it was mapped.</param>
internal sealed record PageMarker(int Segments);
