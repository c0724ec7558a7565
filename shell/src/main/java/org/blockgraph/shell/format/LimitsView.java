// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.format;

import java.util.LinkedHashMap;
import java.util.Map;
import org.blockgraph.api.Limits;
import org.blockgraph.shell.result.NodeLimits;

/** Shows what a node demands of requests, by the names that QEMU's code has for it; in bytes. */
final class LimitsView {

    private static final int STEP = 1024;

    private LimitsView() {}

    static String of(NodeLimits node) {
        Limits limits = node.limits();
        StringBuilder text = new StringBuilder("node: " + node.node());
        size(text, "request_alignment", limits.requestAlignment(), "");
        size(text, "min_mem_alignment", limits.memoryAlignment(), "");
        size(text, "max_transfer", limits.maxTransfer(), "");
        size(text, "pwrite_zeroes_alignment", limits.requestAlignment(), "");
        size(text, "max_pwrite_zeroes", limits.longestWriteZeroes(), "buffers of zeroes are written");
        size(text, "pdiscard_alignment", limits.discardGrain(), "");
        size(text, "max_pdiscard", limits.longestDiscard(), "discards are ignored");
        text.append("\nfua: ").append(limits.fua() ? "by the driver" : "by a flush after the write");
        text.append("\nunmap: ").append(limits.unmap() ? "on" : "off");
        return text.toString();
    }

    private static void size(StringBuilder text, String name, long bytes, String ifNone) {
        text.append('\n').append(name).append(": ");
        if (bytes == 0) {
            text.append("0, ").append(ifNone);
        } else {
            text.append(bytes < STEP ? HumanSize.of(bytes) : HumanSize.exact(bytes));
        }
    }

    static Map<String, Object> json(NodeLimits node) {
        Limits limits = node.limits();
        Map<String, Object> form = new LinkedHashMap<>();
        form.put("node-name", node.node());
        form.put("request_alignment", limits.requestAlignment());
        form.put("min_mem_alignment", limits.memoryAlignment());
        form.put("max_transfer", limits.maxTransfer());
        form.put("pwrite_zeroes_alignment", limits.requestAlignment());
        form.put("max_pwrite_zeroes", limits.longestWriteZeroes());
        form.put("pdiscard_alignment", limits.discardGrain());
        form.put("max_pdiscard", limits.longestDiscard());
        form.put("fua", limits.fua());
        form.put("unmap", limits.unmap());
        return form;
    }
}
