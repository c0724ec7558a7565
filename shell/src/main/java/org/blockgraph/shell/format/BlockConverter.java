// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.format;

import java.time.ZoneId;
import org.apache.felix.service.command.Converter;
import org.blockgraph.api.DriverReplacer.ReplaceResult;
import org.blockgraph.api.info.CheckInfo;
import org.blockgraph.api.info.LockInfo;
import org.blockgraph.api.info.NodeInfo;
import org.blockgraph.api.info.WhyInfo;
import org.blockgraph.shell.result.Bench;
import org.blockgraph.shell.result.Created;
import org.blockgraph.shell.result.DeviceList;
import org.blockgraph.shell.result.Done;
import org.blockgraph.shell.result.DrainStep;
import org.blockgraph.shell.result.DriverList;
import org.blockgraph.shell.result.ExportList;
import org.blockgraph.shell.result.Exported;
import org.blockgraph.shell.result.ExtentList;
import org.blockgraph.shell.result.History;
import org.blockgraph.shell.result.Json;
import org.blockgraph.shell.result.NodeLimits;
import org.blockgraph.shell.result.Opened;
import org.blockgraph.shell.result.PermissionList;
import org.blockgraph.shell.result.PlacedNode;
import org.blockgraph.shell.result.Resized;
import org.blockgraph.shell.result.Revived;
import org.blockgraph.shell.result.ShownGraph;
import org.blockgraph.shell.result.Threshold;
import org.blockgraph.shell.result.Transfer;
import org.osgi.service.component.annotations.Component;

/** Tells Gogo how to show what the commands return. Stateless; any thread. */
@Component(
        property = {
            Converter.CONVERTER_CLASSES + "=org.blockgraph.api.DriverReplacer$ReplaceResult",
            Converter.CONVERTER_CLASSES + "=org.blockgraph.api.info.CheckInfo",
            Converter.CONVERTER_CLASSES + "=org.blockgraph.api.info.LockInfo",
            Converter.CONVERTER_CLASSES + "=org.blockgraph.api.info.NodeInfo",
            Converter.CONVERTER_CLASSES + "=org.blockgraph.api.info.WhyInfo"
        })
public final class BlockConverter implements Converter {

    /** Converts nothing from text: commands read their own arguments. */
    @Override
    public Object convert(Class<?> desiredType, Object in) {
        return null;
    }

    @Override
    public CharSequence format(Object target, int level, Converter escape) {
        return switch (target) {
            case Json json -> JsonText.of(JsonForm.of(json.value()));
            case DriverList list -> DriverView.of(list.drivers());
            case ShownGraph graph -> GraphView.of(graph);
            case NodeInfo node -> NodeView.of(node);
            case ExtentList list -> ExtentView.of(list.extents());
            case DeviceList list -> DeviceView.of(list.devices());
            case LockInfo lock -> LockView.of(lock);
            case History history -> HistoryView.of(history.entries(), ZoneId.systemDefault());
            case Exported exported -> ExportView.made(exported.export());
            case ExportList list -> ExportView.of(list.exports());
            case PermissionList list -> PermissionView.of(list.permissions());
            case NodeLimits limits -> LimitsView.of(limits);
            case PlacedNode placed -> SentenceView.of(placed);
            case Resized resized -> SentenceView.of(resized);
            case Threshold threshold -> SentenceView.of(threshold);
            case DrainStep step -> DrainView.of(step);
            case Done done -> SentenceView.of(done);
            case Created created -> SentenceView.of(created);
            case Opened opened -> SentenceView.of(opened);
            case Revived revived -> SentenceView.of(revived);
            case Transfer transfer -> SentenceView.of(transfer);
            case Bench bench -> SentenceView.of(bench);
            case WhyInfo why -> SentenceView.of(why);
            case ReplaceResult result -> SentenceView.of(result);
            case CheckInfo check -> SentenceView.of(check);
            default -> null;
        };
    }
}
