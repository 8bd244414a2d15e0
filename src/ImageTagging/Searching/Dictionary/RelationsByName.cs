namespace ImageTagging.Searching;

/// <summary>Relations by their names: those of one name are a chain through the list, so that nothing is made for names that nobody asks for.</summary>
internal sealed class RelationsByName
{
    private const int None = -1;

    private readonly IReadOnlyList<RelationCount> _relations;
    private readonly Dictionary<string, int> _first;
    private readonly int[] _next;

    public RelationsByName(IReadOnlyList<RelationCount> relations)
    {
        _relations = relations;
        _first = new(relations.Count, StringComparer.Ordinal);
        _next = new int[relations.Count];
        for (var i = relations.Count - 1; i >= 0; i--)
        {
            var name = relations[i].Relation.Name;
            _next[i] = _first.TryGetValue(name, out var following) ? following : None;
            _first[name] = i;
        }
    }

    public IEnumerable<string> Names => _first.Keys;

    public bool Has(string name) => _first.ContainsKey(name);

    public List<RelationCount> Of(string name)
    {
        List<RelationCount> found = [];
        for (var i = _first.TryGetValue(name, out var first) ? first : None; i != None; i = _next[i])
        {
            found.Add(_relations[i]);
        }

        return found;
    }
}
