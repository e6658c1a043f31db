package io.hie.httpapi;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hie.httpapi.access.Operations;
import io.hie.httpapi.openapi.Contract;
import io.hie.httpapi.openapi.OpenApi;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is sent to each operation of the table and what it answers. Whoever adds an operation says
 * it here, or the build fails.
 */
public final class Contracts {
  /** Of the API, not of the program. */
  private static final String VERSION = "1.0.0";

  private static final Map<String, Contract> ALL =
      Stream.of(
              AccountContracts.ALL,
              SsoContracts.ALL,
              WorkspaceContracts.ALL,
              TenantContracts.ALL,
              MessageContracts.ALL,
              ProductionContracts.ALL,
              HistoryContracts.ALL,
              ReplayContracts.ALL)
          .flatMap(List::stream)
          .collect(
              Collectors.toMap(
                  Contract::id,
                  Function.identity(),
                  (one, other) -> {
                    throw new IllegalStateException(one.id() + " is described twice");
                  },
                  LinkedHashMap::new));

  /** Made once; the table does not change while a node runs. */
  private static final class Made {
    private static final ObjectNode DOCUMENT = OpenApi.of(VERSION, Operations.ALL, ALL);
  }

  private Contracts() {}

  /** The contract of an operation. */
  static Contract of(String id) {
    Contract contract = ALL.get(id);
    return contract == null ? Contract.of(id) : contract;
  }

  /** All of them by the ids of their operations. */
  public static Map<String, Contract> all() {
    return Map.copyOf(ALL);
  }

  /** The API's description by OpenAPI 3.1; a copy. */
  public static ObjectNode document() {
    return Made.DOCUMENT.deepCopy();
  }
}
