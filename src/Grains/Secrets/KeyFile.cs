using System.Security.Cryptography;
using System.Text;

namespace Orleans.Gateway.Grains.Secrets;

/// <summary>A key of 32 bytes in a file of its own, in base64, that only its owner may read (mode 0600).</summary>
public static class KeyFile
{
    /// <summary>The key in the file. Where there is no file yet, makes one with a random key; of several processes that do so at once, one wins.</summary>
    /// <exception cref="InvalidDataException">The file holds no key. It is left as it is: a new key could not open what the old one sealed.</exception>
    /// <exception cref="IOException">The file can be neither read nor made.</exception>
    public static byte[] LoadOrCreate(string path)
    {
        OwnerFile.Create(path, () => Encoding.ASCII.GetBytes(Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyText.Length)) + "\n"));
        try
        {
            return KeyText.Parse(OwnerFile.Read(path), path);
        }
        catch (FormatException error)
        {
            throw new InvalidDataException($"{error.Message} Restore the file from a backup: what was sealed under the old key opens under no other.");
        }
    }
}
