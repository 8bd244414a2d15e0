using ImageTagging.Tests.Running;

namespace ImageTagging.Tests.Histories;

/// <summary>What people and clocks do between two runs: pictures come, change, go, move and swap; corrections are made; time passes and jumps.</summary>
public sealed class StoreChanges(Random random, PictureStore store, FastTime time, Func<string, Task> correct)
{
    public void Fill()
    {
        for (var i = random.Next(4, 16); i > 0; i--)
        {
            store.Put(AnyKey(), AnyPicture());
        }
    }

    public async Task MakeAsync()
    {
        for (var changes = random.Next(0, 5); changes > 0; changes--)
        {
            var keys = store.Keys;
            if (keys.Count == 0)
            {
                store.Put(AnyKey(), AnyPicture());
                continue;
            }

            await MakeAsync(keys, keys[random.Next(keys.Count)]);
        }
    }

    private async Task MakeAsync(IReadOnlyList<string> keys, string key)
    {
        switch (random.Next(9))
        {
            case 0:
                store.Put(AnyKey(), AnyPicture());
                break;
            case 1:
                store.Put(key, AnyPicture());
                break;
            case 2:
                store.Remove(key);
                break;
            case 3:
                var other = keys[random.Next(keys.Count)];
                var (one, two) = (store[key], store[other]);
                store.Put(key, two);
                store.Put(other, one);
                break;
            case 4:
                store.Rename(key, AnyKey());
                break;
            case 5:
                store.Put(AnyKey(), store[key]);
                break;
            case 6:
                time.JumpWallClock(TimeSpan.FromMinutes(random.Next(-90, 90)));
                break;
            case 7:
                time.Advance(TimeSpan.FromHours(random.Next(1, 100)));
                break;
            default:
                await correct(key);
                break;
        }
    }

    private string AnyKey() => $"{"ab"[random.Next(2)]}/{random.Next(30):00}.jpg";

    private string AnyPicture() => $"thing{random.Next(40)}";
}
