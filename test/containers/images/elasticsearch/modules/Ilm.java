package kafkainsight;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.elasticsearch.client.internal.node.NodeClient;
import org.elasticsearch.cluster.metadata.IndexNameExpressionResolver;
import org.elasticsearch.cluster.node.DiscoveryNodes;
import org.elasticsearch.common.io.stream.NamedWriteableRegistry;
import org.elasticsearch.common.settings.ClusterSettings;
import org.elasticsearch.common.settings.IndexScopedSettings;
import org.elasticsearch.common.settings.Setting;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.common.settings.SettingsFilter;
import org.elasticsearch.features.NodeFeature;
import org.elasticsearch.plugins.ActionPlugin;
import org.elasticsearch.plugins.Plugin;
import org.elasticsearch.rest.BaseRestHandler;
import org.elasticsearch.rest.RestController;
import org.elasticsearch.rest.RestHandler;
import org.elasticsearch.rest.RestRequest;
import org.elasticsearch.rest.RestResponse;
import org.elasticsearch.rest.RestStatus;
import org.elasticsearch.xcontent.NamedXContentRegistry;
import org.elasticsearch.xcontent.ParseField;
import org.elasticsearch.xcontent.XContentBuilder;
import org.elasticsearch.xcontent.XContentParser;
import org.elasticsearch.xpack.core.ilm.DeleteAction;
import org.elasticsearch.xpack.core.ilm.LifecycleAction;
import org.elasticsearch.xpack.core.ilm.LifecyclePolicy;
import org.elasticsearch.xpack.core.ilm.LifecycleSettings;
import org.elasticsearch.xpack.core.ilm.LifecycleType;
import org.elasticsearch.xpack.core.ilm.TimeseriesLifecycleType;

/** Takes and gives a lifecycle policy, which the real classes read and check; keeps it in memory, and nothing acts on it. Knows the settings of indices. */
public class Ilm extends Plugin implements ActionPlugin {
  private final Map<String, LifecyclePolicy> policies = new ConcurrentHashMap<>();

  @Override
  public List<Setting<?>> getSettings() {
    return List.of(
        LifecycleSettings.LIFECYCLE_NAME_SETTING,
        LifecycleSettings.LIFECYCLE_INDEXING_COMPLETE_SETTING,
        // compose.yaml sets it, and the module that has it is not in this build
        Setting.boolSetting("ingest.geoip.downloader.enabled", true, Setting.Property.Dynamic, Setting.Property.NodeScope));
  }

  @Override
  public List<NamedXContentRegistry.Entry> getNamedXContent() {
    return List.of(
        new NamedXContentRegistry.Entry(
            LifecycleType.class, new ParseField(TimeseriesLifecycleType.TYPE), parser -> TimeseriesLifecycleType.INSTANCE),
        new NamedXContentRegistry.Entry(LifecycleAction.class, new ParseField(DeleteAction.NAME), DeleteAction::parse));
  }

  @Override
  public Collection<RestHandler> getRestHandlers(
      Settings settings,
      NamedWriteableRegistry writeables,
      RestController controller,
      ClusterSettings clusterSettings,
      IndexScopedSettings indexSettings,
      SettingsFilter filter,
      IndexNameExpressionResolver resolver,
      Supplier<DiscoveryNodes> nodes,
      Predicate<NodeFeature> features) {
    return List.of(new PolicyHandler());
  }

  private class PolicyHandler extends BaseRestHandler {
    @Override
    public String getName() {
      return "lifecycle_policy";
    }

    @Override
    public List<Route> routes() {
      String path = "/_ilm/policy/{name}";
      return List.of(new Route(RestRequest.Method.PUT, path), new Route(RestRequest.Method.GET, path));
    }

    @Override
    protected RestChannelConsumer prepareRequest(RestRequest request, NodeClient client) throws IOException {
      String name = request.param("name");
      if (request.method() == RestRequest.Method.GET) return answer(name);
      try (XContentParser parser = request.contentParser()) {
        // {"policy": {
        parser.nextToken();
        parser.nextToken();
        parser.nextToken();
        policies.put(name, LifecyclePolicy.parse(parser, name));
      }
      return channel -> {
        XContentBuilder body = channel.newBuilder().startObject().field("acknowledged", true).endObject();
        channel.sendResponse(new RestResponse(RestStatus.OK, body));
      };
    }

    private RestChannelConsumer answer(String name) {
      LifecyclePolicy policy = policies.get(name);
      return channel -> {
        XContentBuilder body = channel.newBuilder().startObject();
        if (policy == null) body.field("error", "Lifecycle policy not found: " + name).field("status", 404);
        else body.startObject(name).field("version", 1).field("policy", policy).endObject();
        channel.sendResponse(new RestResponse(policy == null ? RestStatus.NOT_FOUND : RestStatus.OK, body.endObject()));
      };
    }
  }
}
