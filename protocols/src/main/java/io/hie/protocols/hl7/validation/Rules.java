package io.hie.protocols.hl7.validation;

import io.hie.protocols.hl7.Hl7Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What messages are held to, compiled.
 *
 * @param version the version of all messages; null if each says its own
 * @param required paths that must have a value
 * @param allowed values by path
 * @param ignored segments and fields that the standard is not asked about
 */
record Rules(
    Set<Check> checks,
    @Nullable String version,
    List<Hl7Path> required,
    Map<Hl7Path, Set<String>> allowed,
    Tables tables,
    Set<String> ignored,
    boolean nhsNumberRequired) {

  boolean has(Check check) {
    return checks.contains(check);
  }
}
