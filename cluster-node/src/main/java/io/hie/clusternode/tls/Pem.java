package io.hie.clusternode.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;
import org.apache.pekko.pki.pem.DERPrivateKeyLoader;
import org.apache.pekko.pki.pem.PEMDecoder;

/** Certificates and keys in PEM files; each fault names the setting that the file came by. */
public final class Pem {
  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA");

  private Pem() {}

  /**
   * All certificates of a file, in its order.
   *
   * @param setting as people set it
   * @throws IllegalArgumentException if there is none
   */
  public static List<X509Certificate> certificates(Path file, String setting) {
    try (InputStream in = Files.newInputStream(file)) {
      List<X509Certificate> all =
          CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (!all.isEmpty()) {
        return all;
      }
    } catch (CertificateException notOne) {
      throw new IllegalArgumentException(
          file + " (" + setting + ") has no certificate in PEM", notOne);
    } catch (IOException failed) {
      throw unreadable(file, setting, failed);
    }
    throw new IllegalArgumentException(file + " (" + setting + ") has no certificate in PEM");
  }

  /**
   * The private key of a file: PKCS #8 with RSA, elliptic curves or Ed25519, or the older form of
   * RSA, without a password.
   *
   * @throws IllegalArgumentException if there is none
   */
  static PrivateKey key(Path file, String setting) {
    try {
      PEMDecoder.DERData data =
          PEMDecoder.decode(Files.readString(file, StandardCharsets.US_ASCII));
      return data.label().equals("PRIVATE KEY")
          ? pkcs8(data.bytes())
          : DERPrivateKeyLoader.load(data);
    } catch (IOException failed) {
      throw unreadable(file, setting, failed);
    } catch (GeneralSecurityException | RuntimeException notOne) {
      throw new IllegalArgumentException(
          file
              + " ("
              + setting
              + ") has no private key in PEM without a password; to convert one: openssl pkcs8"
              + " -topk8 -nocrypt -in old.pem -out key.pem",
          notOne);
    }
  }

  private static PrivateKey pkcs8(byte[] der) throws GeneralSecurityException {
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
      } catch (InvalidKeySpecException another) {
        // Of the next algorithm perhaps.
      }
    }
    throw new InvalidKeySpecException("none of " + ALGORITHMS);
  }

  /** Whether what a key signs is what a certificate vouches for. */
  static boolean isPair(PrivateKey key, PublicKey certified) {
    if (!key.getAlgorithm().equals(certified.getAlgorithm())) {
      return false;
    }
    String with =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> key.getAlgorithm();
        };
    byte[] text = "a pair".getBytes(StandardCharsets.US_ASCII);
    try {
      Signature signature = Signature.getInstance(with);
      signature.initSign(key);
      signature.update(text);
      byte[] signed = signature.sign();
      signature.initVerify(certified);
      signature.update(text);
      return signature.verify(signed);
    } catch (GeneralSecurityException otherCurve) {
      return false;
    }
  }

  private static IllegalArgumentException unreadable(Path file, String setting, IOException why) {
    return new IllegalArgumentException(
        setting + " is " + file + ", which cannot be read as a file", why);
  }
}
