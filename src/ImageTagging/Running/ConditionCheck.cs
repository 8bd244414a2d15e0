using ImageTagging.Tagging;
using ImageTagging.Writing;

namespace ImageTagging.Running;

/// <summary>Decides whether taggers with a condition are called for a picture, once those without have said what they say. Threads share it.</summary>
internal sealed class ConditionCheck(RunSession session, RecordComposer composer)
{
    private readonly CallConditions _conditions = session.Conditions;

    /// <summary>Tells if it can be decided now what a picture still needs: nothing that the conditions are judged by is to come.</summary>
    public bool CanDecide(TagItem item) =>
        !item.IsLeft && item.Needs.TrueForAll(i => _conditions.IsConditional(i) || item.Failures[i] is not null);

    /// <summary>Passes over what a picture does not need, if that can be decided.</summary>
    public void Decide(TagItem item)
    {
        if (!_conditions.HasConditions || item.Listing.Unreadable is not null || !item.Needs.Exists(_conditions.IsConditional))
        {
            return;
        }

        if (!CanDecide(item))
        {
            return;
        }

        // What failed and is tried again says it then; what is refused for good says nothing, ever.
        var isToCome = item.Failures.Any(f => f is not null && f.Kind != FailureKind.Refused);
        var others = isToCome
            ? null
            : _conditions.WithoutConditional(composer.Compose(item, item.Known), session.Components.Vocabulary);
        foreach (var tagger in item.Needs.Where(_conditions.IsConditional).ToArray())
        {
            if (others is null || !_conditions.Allows(tagger, others))
            {
                item.PassedOver[tagger] = _conditions.Texts[tagger];
                item.Needs.Remove(tagger);
            }
        }
    }
}
