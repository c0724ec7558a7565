// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.exports.nbd;

import java.util.List;
import org.blockgraph.api.BlockEvent;
import org.blockgraph.api.BlockEventListener;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockGraph;
import org.blockgraph.api.export.BlockExports;
import org.blockgraph.api.export.ExportInfo;
import org.blockgraph.api.export.ExportRequest;
import org.blockgraph.exports.nbd.server.NbdServer;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.log.Logger;
import org.osgi.service.log.LoggerFactory;

/**
 * Exports while the block layer is here. When either goes all clients are disconnected in order, and
 * exports are not made again by themselves.
 */
@Component(service = {BlockExports.class, BlockEventListener.class}, immediate = true)
public final class NbdExports implements BlockExports, BlockEventListener {

    private final NbdServer server;

    /** Begins without exports. */
    @Activate
    public NbdExports(
            @Reference BlockGraph graph, @Reference(service = LoggerFactory.class) Logger logger) {
        server = new NbdServer(graph, logger::debug);
    }

    @Override
    public ExportInfo export(ExportRequest request) throws BlockException {
        return server.export(request);
    }

    @Override
    public List<ExportInfo> exports() {
        return server.exports();
    }

    @Override
    public void unexport(String name, String address) throws BlockException {
        server.unexport(name, address);
    }

    @Override
    public void windDown() {
        server.windDown();
    }

    @Override
    public void event(BlockEvent event) {
        if (event.kind() == BlockEvent.Kind.DEVICE_CLOSED) {
            server.deviceClosed(event.subject());
        }
    }

    /** Ends all exports. */
    @Deactivate
    void stop() {
        server.close();
    }
}
