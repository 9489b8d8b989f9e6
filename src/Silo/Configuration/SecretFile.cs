using System.Text;
using Orleans.Gateway.Grains.Secrets;

namespace Orleans.Gateway.Silo.Configuration;

/// <summary>A generated secret in a file that only its owner may read.</summary>
public static class SecretFile
{
    /// <param name="path">In the data directory.</param>
    /// <param name="least">How many characters a secret has at least.</param>
    /// <param name="create">Makes the secret for a file that is not there yet.</param>
    /// <param name="created">Whether this call has made it.</param>
    /// <exception cref="InvalidDataException">The directory cannot be made, or what is in the file is too short to be one, as after a crash or on a full disk. It is left as it is.</exception>
    /// <exception cref="IOException">The file can be neither read nor made.</exception>
    public static string LoadOrCreate(string path, int least, Func<string> create, out bool created)
    {
        DataDirectory.Open(Path.GetDirectoryName(Path.GetFullPath(path))!);
        created = OwnerFile.Create(path, () => Encoding.UTF8.GetBytes(create() + "\n"));
        var secret = OwnerFile.Read(path).Trim();
        return secret.Length >= least
            ? secret
            : throw new InvalidDataException($"{path} holds {secret.Length} characters, and a secret has at least {least}. Restore the file, or delete it: the next start makes a new one.");
    }
}
