package io.hie.clusternode.cluster;

import com.typesafe.config.Config;
import io.hie.actormodel.production.Nearest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * How nodes find each other by themselves. Each has a place where the others ask it which cluster
 * it is in, and finds those of the others in a list, in DNS, or at Kubernetes. Who finds a cluster
 * joins it; if nobody does, the one of the lowest address forms it, when as many answer as must.
 *
 * @param where the others' places are looked up
 * @param host of this node's own place, as the others find it
 * @param port of it
 * @param required how many, this one among them, must answer before a cluster is formed
 * @param patience how long the node looks for others before it gives up
 */
public record Gathering(Where where, String host, int port, int required, Duration patience) {
  private static final Pattern SRV = Pattern.compile("_([^._]+)\\._(tcp|udp)\\.(.+)");
  private static final Pattern HOST =
      Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|\\[[0-9A-Fa-f:.]+]");
  private static final int MOST_PORT = 65535;
  private static final int MOST_REQUIRED = 100;
  private static final String REQUIRED = "HIE_CLUSTER_REQUIRED_CONTACT_POINTS";
  private static final String BOOTSTRAP = "pekko.management.cluster.bootstrap.";
  private static final String LOOKUP = BOOTSTRAP + "contact-point-discovery.";
  private static final String LIST = "hie";

  /** Where nodes are looked up. */
  public sealed interface Where {
    /** A list that all nodes have, this one in it. */
    record Static(List<Place> places) implements Where {
      public Static {
        places = List.copyOf(places);
      }
    }

    /** A name with an address for each node, or with a record {@code SRV} for each. */
    record Dns(String name) implements Where {}

    /**
     * Pods by their labels.
     *
     * @param namespace empty for that of the node's own pod
     * @param selector as the API of Kubernetes takes it
     * @param portName of the port of a pod's container where it is asked
     */
    record Kubernetes(String namespace, String selector, String portName) implements Where {}
  }

  /** Where a node is asked for its cluster. */
  public record Place(String host, int port) {
    @Override
    public String toString() {
      return host + ":" + port;
    }
  }

  static Gathering of(Config config, String way) throws FormationException {
    int port =
        number(config, "hie.cluster.management.port", "HIE_CLUSTER_MANAGEMENT_PORT", 1, MOST_PORT);
    String host = config.getString("hie.cluster.management.host").strip();
    if (host.isEmpty()) {
      host = config.getString("pekko.remote.artery.canonical.hostname");
    }
    Duration patience = config.getDuration("hie.cluster.form-timeout");
    if (patience.compareTo(Duration.ofSeconds(10)) < 0) {
      throw new FormationException(
          "HIE_CLUSTER_FORM_TIMEOUT (hie.cluster.form-timeout) is "
              + patience.toMillis()
              + " ms; it takes 10s at least, such as 5m");
    }
    Where where =
        switch (way) {
          case "static" -> list(config, new Place(host.toLowerCase(Locale.ROOT), port));
          case "dns" ->
              new Where.Dns(
                  Forming.required(config, "hie.cluster.service", "HIE_CLUSTER_SERVICE", way));
          case "kubernetes" ->
              new Where.Kubernetes(
                  config.getString("hie.cluster.kubernetes.namespace").strip(),
                  Forming.required(
                      config,
                      "hie.cluster.kubernetes.selector",
                      "HIE_CLUSTER_KUBERNETES_SELECTOR",
                      way),
                  Forming.required(
                      config,
                      "hie.cluster.kubernetes.port-name",
                      "HIE_CLUSTER_KUBERNETES_PORT_NAME",
                      way));
          default -> throw new IllegalArgumentException(way);
        };
    return new Gathering(where, host, port, required(config, where), patience);
  }

  private static Where list(Config config, Place self) throws FormationException {
    String written =
        Forming.required(
            config, "hie.cluster.contact-points", "HIE_CLUSTER_CONTACT_POINTS", "static");
    Set<Place> places = new LinkedHashSet<>();
    for (String each : written.split(",")) {
      Place place = place(each.strip(), self.port());
      if (!places.add(place)) {
        throw new FormationException(
            "HIE_CLUSTER_CONTACT_POINTS (hie.cluster.contact-points) has "
                + place
                + " twice; each node stands in it once");
      }
    }
    if (!places.contains(self)) {
      String all = String.join(", ", places.stream().map(Place::toString).toList());
      throw new FormationException(
          "HIE_CLUSTER_CONTACT_POINTS (hie.cluster.contact-points) is "
              + all
              + ", and this node, "
              + self
              + ", is not in it; set HIE_CLUSTER_MANAGEMENT_HOST (else HIE_CLUSTER_HOST) and"
              + " HIE_CLUSTER_MANAGEMENT_PORT as the list has them"
              + Nearest.to(self.toString(), places.stream().map(Place::toString).toList())
                  .map(near -> ", or did you mean " + near + " there?")
                  .orElse(""));
    }
    return new Where.Static(new ArrayList<>(places));
  }

  private static Place place(String written, int port) throws FormationException {
    int colon = written.endsWith("]") ? -1 : written.lastIndexOf(':');
    String host = colon < 0 ? written : written.substring(0, colon);
    String number = colon < 0 ? Integer.toString(port) : written.substring(colon + 1);
    if (!HOST.matcher(host).matches()
        || !number.matches("[0-9]{1,5}")
        || Integer.parseInt(number) < 1
        || Integer.parseInt(number) > MOST_PORT) {
      throw new FormationException(
          "HIE_CLUSTER_CONTACT_POINTS (hie.cluster.contact-points) has \""
              + written
              + "\", which is no HOST or HOST:PORT; write all nodes with commas between them, such"
              + " as node-1:7626,node-2:7626,node-3:7626");
    }
    return new Place(host.toLowerCase(Locale.ROOT), Integer.parseInt(number));
  }

  private static int required(Config config, Where where) throws FormationException {
    boolean said = !config.getString("hie.cluster.required-contact-points").isBlank();
    int wanted =
        said
            ? number(config, "hie.cluster.required-contact-points", REQUIRED, 1, MOST_REQUIRED)
            : 2;
    if (where instanceof Where.Static list) {
      int all = list.places().size();
      if (said && wanted != all) {
        throw new FormationException(
            REQUIRED
                + " (hie.cluster.required-contact-points) is "
                + wanted
                + ", and HIE_CLUSTER_CONTACT_POINTS names "
                + all
                + ": all of a list must answer before a cluster is formed, else two could be; unset"
                + " it, and take a node that is not to come from the list of all nodes");
      }
      return all;
    }
    return wanted;
  }

  private static int number(Config config, String path, String variable, int least, int most)
      throws FormationException {
    String written = config.getString(path).strip();
    int value = written.matches("[0-9]{1,9}") ? Integer.parseInt(written) : -1;
    if (value < least || value > most) {
      throw new FormationException(
          variable
              + " ("
              + path
              + ") is \""
              + written
              + "\"; it can be "
              + least
              + " to "
              + most
              + (written.isEmpty()
                  ? ""
                  : ", the nearest is " + (value > most ? most : Math.max(least, value))));
    }
    return value;
  }

  /** The settings of the actor system by which it finds the others and is found. */
  public Map<String, String> settings() {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("pekko.management.http.hostname", host);
    all.put("pekko.management.http.port", Integer.toString(port));
    all.put(LOOKUP + "required-contact-point-nr", Integer.toString(required));
    all.put(LOOKUP + "contact-with-all-contact-points", "on");
    all.put(LOOKUP + "service-name", LIST);
    all.put(LOOKUP + "port-name", "");
    all.put(LOOKUP + "protocol", "");
    switch (where) {
      case Where.Static list -> {
        all.put(LOOKUP + "discovery-method", "config");
        // Several nodes of one machine differ by nothing but the port.
        all.put(BOOTSTRAP + "contact-point.filter-on-fallback-port", "off");
        for (int i = 0; i < list.places().size(); i++) {
          String endpoint = "pekko.discovery.config.services." + LIST + ".endpoints." + i + ".";
          all.put(endpoint + "host", list.places().get(i).host());
          all.put(endpoint + "port", Integer.toString(list.places().get(i).port()));
        }
      }
      case Where.Dns dns -> {
        all.put(LOOKUP + "discovery-method", "pekko-dns");
        var srv = SRV.matcher(dns.name());
        if (srv.matches()) {
          all.put(LOOKUP + "effective-name", srv.group(3));
          all.put(LOOKUP + "port-name", srv.group(1));
          all.put(LOOKUP + "protocol", srv.group(2));
        } else {
          all.put(LOOKUP + "effective-name", dns.name());
        }
      }
      case Where.Kubernetes pods -> {
        String api = "pekko.discovery.kubernetes-api.";
        all.put(LOOKUP + "discovery-method", "kubernetes-api");
        all.put(LOOKUP + "effective-name", pods.selector());
        all.put(LOOKUP + "port-name", pods.portName());
        all.put(api + "pod-label-selector", "%s");
        all.put(api + "use-raw-ip", "on");
        if (!pods.namespace().isEmpty()) {
          all.put(api + "pod-namespace", pods.namespace());
        }
      }
    }
    return all;
  }

  /** Where nodes are looked up, in words. */
  public String words() {
    return switch (where) {
      case Where.Static list ->
          "the contact points "
              + String.join(", ", list.places().stream().map(Place::toString).toList());
      case Where.Dns dns -> "the DNS name " + dns.name();
      case Where.Kubernetes pods ->
          "the pods of Kubernetes with "
              + pods.selector()
              + (pods.namespace().isEmpty() ? "" : " in the namespace " + pods.namespace());
    };
  }
}
