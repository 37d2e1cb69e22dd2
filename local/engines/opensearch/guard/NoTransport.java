package kafkainsight;

import java.util.List;
import java.util.Map;
import org.opensearch.cluster.node.DiscoveryNode;
import org.opensearch.common.lifecycle.AbstractLifecycleComponent;
import org.opensearch.core.action.ActionListener;
import org.opensearch.core.common.transport.BoundTransportAddress;
import org.opensearch.core.common.transport.TransportAddress;
import org.opensearch.transport.ConnectTransportException;
import org.opensearch.transport.ConnectionProfile;
import org.opensearch.transport.Transport;
import org.opensearch.transport.TransportMessageListener;
import org.opensearch.transport.TransportStats;

/**
 * The way between nodes, for a node that is alone: it listens on no port and opens no connection. What a node asks itself never
 * comes this way.
 */
final class NoTransport extends AbstractLifecycleComponent implements Transport {
  private final ResponseHandlers responseHandlers = new ResponseHandlers();
  private final RequestHandlers requestHandlers = new RequestHandlers();
  private final TransportAddress address = new TransportAddress(TransportAddress.META_ADDRESS, 0);

  @Override
  public void setMessageListener(TransportMessageListener listener) {}

  @Override
  public BoundTransportAddress boundAddress() {
    return new BoundTransportAddress(new TransportAddress[] {address}, address);
  }

  @Override
  public Map<String, BoundTransportAddress> profileBoundAddresses() {
    return Map.of();
  }

  @Override
  public TransportAddress[] addressesFromString(String text) {
    return new TransportAddress[0];
  }

  @Override
  public List<String> getDefaultSeedAddresses() {
    return List.of();
  }

  @Override
  public void openConnection(DiscoveryNode node, ConnectionProfile profile, ActionListener<Connection> listener) {
    listener.onFailure(new ConnectTransportException(node, "this node is alone"));
  }

  @Override
  public TransportStats getStats() {
    return new TransportStats(0, 0, 0, 0, 0, 0);
  }

  @Override
  public ResponseHandlers getResponseHandlers() {
    return responseHandlers;
  }

  @Override
  public RequestHandlers getRequestHandlers() {
    return requestHandlers;
  }

  @Override
  protected void doStart() {}

  @Override
  protected void doStop() {}

  @Override
  protected void doClose() {}
}
