// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.api.export;

/**
 * Where the certificates for an address are, by the file names that QEMU and libnbd use.
 *
 * @param folder holds server-cert.pem and server-key.pem and, to verify clients, ca-cert.pem
 * @param verifyClients whether a client must show a certificate that ca-cert.pem has signed
 */
public record ExportTls(String folder, boolean verifyClients) {}
