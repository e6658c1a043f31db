package io.hie.actormodel.production;

import com.fasterxml.jackson.databind.JsonNode;
import io.hie.actormodel.item.ItemKind;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Words that productions of older engines and coming versions use, so that they can be told from
 * typing errors: item types of modules that are not here, and settings whose work is done
 * otherwise.
 */
final class Vocabulary {
  private static final String CLUSTER =
      "it has no effect: nodes find each other and their items through the HIE cluster itself";
  private static final String LOG =
      "it has no effect: messages pass through HIE's own event log, so no Redis is needed";

  /** Types that this version is to have; if one is not found, its module is missing. */
  private static final Map<String, ItemKind> PART_OF_THIS_VERSION =
      Map.of(
          "hl7.mllp.service", ItemKind.SERVICE,
          "hl7.mllp.operation", ItemKind.OPERATION,
          "hl7.router.process", ItemKind.PROCESS,
          "hl7.transform.process", ItemKind.PROCESS,
          "hl7.validation.process", ItemKind.PROCESS,
          "file.service", ItemKind.SERVICE,
          "file.operation", ItemKind.OPERATION,
          "http.service", ItemKind.SERVICE,
          "http.operation", ItemKind.OPERATION);

  private static final Map<String, ItemKind> LATER =
      Map.ofEntries(
          Map.entry("fhir.http.service", ItemKind.SERVICE),
          Map.entry("fhir.http.operation", ItemKind.OPERATION),
          Map.entry("kafka.service", ItemKind.SERVICE),
          Map.entry("kafka.operation", ItemKind.OPERATION),
          Map.entry("nhs.pds.operation", ItemKind.OPERATION),
          Map.entry("nhs.eps.operation", ItemKind.OPERATION),
          Map.entry("nhs.scr.operation", ItemKind.OPERATION));

  private static final Map<String, String> OTHERWISE_IN_PRODUCTION = new LinkedHashMap<>();
  private static final Map<String, String> OTHERWISE_IN_ITEM = new LinkedHashMap<>();

  static {
    for (Map<String, String> keys : List.of(OTHERWISE_IN_PRODUCTION, OTHERWISE_IN_ITEM)) {
      keys.put("ServiceRegistryType", CLUSTER);
      keys.put("service_registry_type", CLUSTER);
      keys.put("RedisURL", LOG);
      keys.put("redis_url", LOG);
      keys.put("ConsumerGroup", LOG);
      keys.put("consumer_group", LOG);
    }
    OTHERWISE_IN_PRODUCTION.put("CoordinationType", CLUSTER);
    OTHERWISE_IN_PRODUCTION.put("coordination_type", CLUSTER);
    OTHERWISE_IN_PRODUCTION.put("EtcdEndpoints", CLUSTER);
    OTHERWISE_IN_PRODUCTION.put("etcd_endpoints", CLUSTER);
    OTHERWISE_IN_ITEM.put("FHIRValidation", "it has no effect on an item that takes no FHIR");
    OTHERWISE_IN_ITEM.put("CacheEnabled", "it has no effect on an item that looks nothing up");
    OTHERWISE_IN_ITEM.put("CacheTTL", "it has no effect on an item that looks nothing up");
  }

  private Vocabulary() {}

  static Map<String, ItemKind> partOfThisVersion() {
    return PART_OF_THIS_VERSION;
  }

  static Map<String, ItemKind> later() {
    return LATER;
  }

  /** Keys of {@code production_settings} whose work is done otherwise, with how. */
  static Map<String, String> otherwiseInProduction() {
    return OTHERWISE_IN_PRODUCTION;
  }

  /** Keys of {@code host_settings} whose work is done otherwise, with how. */
  static Map<String, String> otherwiseInItem() {
    return OTHERWISE_IN_ITEM;
  }

  /** Warns of each such key unless the item's own type knows it. */
  static void warn(
      JsonNode settings,
      String path,
      Map<String, String> otherwise,
      Collection<String> known,
      Problems problems) {
    otherwise.forEach(
        (key, instead) -> {
          if (settings.has(key) && !known.contains(key)) {
            problems.warning(Place.key(path, key), instead, "it can be removed");
          }
        });
  }
}
