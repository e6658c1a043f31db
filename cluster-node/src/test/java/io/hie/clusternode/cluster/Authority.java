package io.hie.clusternode.cluster;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.TBSCertificate;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;
import org.jspecify.annotations.Nullable;

/** An authority that signs certificates of nodes, made for a test. */
public final class Authority {
  private static final AlgorithmIdentifier ALGORITHM =
      new AlgorithmIdentifier(PKCSObjectIdentifiers.sha256WithRSAEncryption, DERNull.INSTANCE);
  private static final AtomicLong NUMBER = new AtomicLong(1);

  private final X500Name name;
  private final KeyPair keys;
  private final Path file;

  public Authority(Path directory, String name) throws IOException, GeneralSecurityException {
    this.name = new X500Name("CN=" + name);
    this.keys = pair();
    this.file = directory.resolve(name + ".ca.pem");
    write(file, "CERTIFICATE", certificate(this.name, keys, true, null));
  }

  /** Where its own certificate is. */
  public Path file() {
    return file;
  }

  /** Writes a new key and certificate for a subject. */
  void issue(String subject, Path certificate, Path key)
      throws IOException, GeneralSecurityException {
    issue(subject, pair(), null, certificate, key);
  }

  /** Writes a new key, of an elliptic curve, and a certificate for a server at an address. */
  public void issueFor(String address, Path certificate, Path key)
      throws IOException, GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(256);
    issue(
        "server",
        generator.generateKeyPair(),
        new GeneralName(GeneralName.iPAddress, address),
        certificate,
        key);
  }

  private void issue(
      String subject, KeyPair own, @Nullable GeneralName name, Path certificate, Path key)
      throws IOException, GeneralSecurityException {
    write(certificate, "CERTIFICATE", certificate(new X500Name("CN=" + subject), own, false, name));
    write(key, "PRIVATE KEY", own.getPrivate().getEncoded());
  }

  private static KeyPair pair() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    return generator.generateKeyPair();
  }

  private byte[] certificate(
      X500Name subject, KeyPair of, boolean isAuthority, @Nullable GeneralName alternative)
      throws IOException, GeneralSecurityException {
    V3TBSCertificateGenerator generator = new V3TBSCertificateGenerator();
    generator.setSerialNumber(
        new org.bouncycastle.asn1.ASN1Integer(BigInteger.valueOf(NUMBER.incrementAndGet())));
    generator.setIssuer(name);
    generator.setSubject(subject);
    Instant now = Instant.now();
    generator.setStartDate(new Time(Date.from(now.minusSeconds(3_600))));
    generator.setEndDate(new Time(Date.from(now.plusSeconds(86_400))));
    generator.setSignature(ALGORITHM);
    generator.setSubjectPublicKeyInfo(
        SubjectPublicKeyInfo.getInstance(of.getPublic().getEncoded()));
    ExtensionsGenerator extensions = new ExtensionsGenerator();
    extensions.addExtension(Extension.basicConstraints, true, new BasicConstraints(isAuthority));
    if (alternative != null) {
      extensions.addExtension(
          Extension.subjectAlternativeName, false, new GeneralNames(alternative));
    }
    generator.setExtensions(extensions.generate());
    TBSCertificate signed = generator.generateTBSCertificate();
    Signature signature = Signature.getInstance("SHA256withRSA");
    signature.initSign(keys.getPrivate());
    signature.update(signed.getEncoded("DER"));
    return new DERSequence(
            new ASN1Encodable[] {signed, ALGORITHM, new DERBitString(signature.sign())})
        .getEncoded("DER");
  }

  private static void write(Path file, String what, byte[] der) throws IOException {
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    Files.writeString(
        file,
        "-----BEGIN " + what + "-----\n" + base64 + "\n-----END " + what + "-----\n",
        StandardCharsets.US_ASCII);
  }
}
