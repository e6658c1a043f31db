package io.hie.protocols.mllp;

import io.hie.actormodel.production.ItemDefinition;
import io.hie.actormodel.production.Problems;
import io.hie.protocols.hl7.Hl7Message;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Finds what is wrong with adapter settings beyond what their types say. */
final class SettingsCheck {
  private final String path;
  private final Problems problems;

  SettingsCheck(ItemDefinition definition, Problems problems) {
    this.path = definition.path() + ".adapter_settings.";
    this.problems = problems;
  }

  void error(String key, String what, String hint) {
    problems.error(path + key, key + " " + what, hint);
  }

  void warning(String key, String what, String hint) {
    problems.warning(path + key, key + " " + what, hint);
  }

  void positive(String key, Duration value) {
    if (!value.isPositive()) {
      error(key, "is " + SilenceWatch.seconds(value), "give a time above 0, in seconds");
    }
  }

  void notNegative(String key, Duration value) {
    if (value.isNegative()) {
      error(key, "is below 0", "give a time in seconds, or 0 for none");
    }
  }

  void charset(@Nullable Charset charset) {
    if (charset != null && !Hl7Message.canRead(charset)) {
      error(
          "Charset",
          "is " + charset.name() + ", in which HL7 separators cannot be told from text",
          "UTF-8, ISO-8859-1 and windows-1252 are usual");
    }
  }

  void tlsFiles(
      boolean enabled, @Nullable Path certificate, @Nullable Path key, @Nullable Path trusted) {
    if (certificate == null && key != null) {
      error("TlsCertificate", "is missing, and TlsKey is there", "name the key's certificate");
    }
    if (certificate != null && key == null) {
      error("TlsKey", "is missing, and TlsCertificate is there", "name the certificate's key");
    }
    if (!enabled && (certificate != null || key != null || trusted != null)) {
      warning(
          "TlsEnabled",
          "is off, and there are TLS files: patient data will cross the network readable",
          "turn it on, or take the files out");
    }
  }
}
