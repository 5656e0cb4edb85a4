/**
 * Keys and certificates as OpenSSL writes them. They were made for these tests, and are known to
 * anyone.
 *
 * @module
 */

/** The passphrase of those that are encrypted. */
export const passphrase = "open sésame";

/** A key on P-256: `openssl ecparam -name prime256v1 -genkey -noout`, `openssl pkcs8 -topk8 -nocrypt`. */
export const pkcs8: string = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgUrIzJ/Ac/QGfeCt7
4RtWj+R3eO1oXT7XkjkmubkETfGhRANCAATwPe8lELAsYft7Fjs8uWv0OfVjYYuG
GvzrULl5xC3LaGBv+swnb4oATxnuXF4DonSNFnOlcYrVcCIEoCJ4LjZ6
-----END PRIVATE KEY-----
`;

/** The same key in the form that only EC keys have. */
export const sec1: string = `-----BEGIN EC PRIVATE KEY-----
MHcCAQEEIFKyMyfwHP0Bn3gre+EbVo/kd3jtaF0+15I5Jrm5BE3xoAoGCCqGSM49
AwEHoUQDQgAE8D3vJRCwLGH7exY7PLlr9Dn1Y2GLhhr861C5ecQty2hgb/rMJ2+K
AE8Z7lxeA6J0jRZzpXGK1XAiBKAieC42eg==
-----END EC PRIVATE KEY-----
`;

/** Another key, encrypted with an empty passphrase: `openssl pkcs8 -topk8 -passout pass:`. */
export const emptyPassphrase: string = `-----BEGIN ENCRYPTED PRIVATE KEY-----
MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAgywu0zK7M21AICA+gw
DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEM4Ty+uMxwwyXvvIYMfYXdcEgZCj
bviBYnmQDUW/l4ihUu7gt+fxqwe9GxwgGDyiVBJ9S0UQJEN6BjUPu9FFx5dF1lDg
of6nrBbvpAUxfF7koZuXG/p+tyHOVTuic99gcfzEk9cux7YF06oeAKdX1iMu76ad
gQzAcgkAHmclgB2ZuoeJngof5y//KIKJt22J0Jf3FHdM8W4bGPNuYDxvWOCO2Tw=
-----END ENCRYPTED PRIVATE KEY-----
`;

/** The same key, encrypted: `openssl pkcs8 -topk8`. */
export const pbkdf2: string = `-----BEGIN ENCRYPTED PRIVATE KEY-----
MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAjL+fU2LZuuVwICCAAw
DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEERXUgcVRflynigKFlrxriEEgZDA
SBSB0EK1JfeJKLjixNfQaqlblZGSWa0r4NcE/o0HOPI4H0lipK2VQVPFWHo0lgpC
3xsAqQ8CZYE1NqwY2lpvL3+tHuG/IUDD+S9PxpRsalpen81i1j15o9E3pWilsHsF
r5mds80czD0iEKXdPFLiDFvZAVog0ATLspZIBGj2BlEYQ1Tvli0DgrJwIMjuqJU=
-----END ENCRYPTED PRIVATE KEY-----
`;

/** The same key, encrypted: `-scrypt -scrypt_N 1024`. */
export const scrypt: string = `-----BEGIN ENCRYPTED PRIVATE KEY-----
MIHkME8GCSqGSIb3DQEFDTBCMCEGCSsGAQQB2kcECzAUBAjRyqGsYutvtQICBAAC
AQgCAQEwHQYJYIZIAWUDBAEqBBAa1LJmgGamZbU9+IC20DgtBIGQHcgFXkw45EW4
VRXmNdaacMR61GzhF30zyE4SnS9hSDXpsuGHCTvrMvKu+uxuaGiuZdJwHucbLeHH
Uy1JhKXJZ9Qrn1+fmMU5oj6vjMoVVPRkI7Egb2er0u7Fy98HyZRensHYxTQFGxuf
dz1eIsQ7CVcaYOfy7jzG3UzT6O1R5TkaUeNZCcsxP82BTHYDa25x
-----END ENCRYPTED PRIVATE KEY-----
`;

/** The same key, encrypted: `-v2 des3`. */
export const tripleDes: string = `-----BEGIN ENCRYPTED PRIVATE KEY-----
MIHjME4GCSqGSIb3DQEFDTBBMCkGCSqGSIb3DQEFDDAcBAjfnaX/pCgRzgICCAAw
DAYIKoZIhvcNAgkFADAUBggqhkiG9w0DBwQIDOPodnYE0QIEgZChvp98lHNGIlRV
fDqc1FaWSw6yrbnpsrcaRvXnsfg/jIi9mpi18Uum2VxiReyQGIv3B/Zp0FfRpard
mRxCrrGaAik9zYJWLoxiE6yDsyCFtyD/GPf46e2siMswouFoRTr2+fwRDMhUAqWX
ZiGsVeDyL2Hr55YNQhkipys3+5H7KrELNLXvS6fpbM0zr7Jmy0E=
-----END ENCRYPTED PRIVATE KEY-----
`;

/** The same key, encrypted: `-v2prf hmacWithSHA1`. */
export const pbkdf2WithSha1: string = `-----BEGIN ENCRYPTED PRIVATE KEY-----
MIHeMEkGCSqGSIb3DQEFDTA8MBsGCSqGSIb3DQEFDDAOBAgufOo0f6WpTgICCAAw
HQYJYIZIAWUDBAEqBBAo8rbAI6HcC9N4Af3x/sOsBIGQrHILHmM5KhbcBLQ4XST7
jh2gKjEn6JNjoCqbJI+YXV7n7UsQdk52m4Qr6hku9C0TSV/8EsYH4r3ByGnA//KN
1+gqNZd+ueG1a8k98i2qNhTiE4cbXZ9xyiRC0QN0SimdjCAnjPiucsotpVs2BXtd
q4lUZnshIvs8rOiFFJKYFtu4rFMnV4wGfwNVCv6m3VES
-----END ENCRYPTED PRIVATE KEY-----
`;

/** The same key, encrypted: `-v1 PBE-SHA1-3DES`. */
export const pkcs12Encryption: string = `-----BEGIN ENCRYPTED PRIVATE KEY-----
MIGxMBwGCiqGSIb3DQEMAQMwDgQIBt/2O60JK28CAggABIGQhP5xVMwMbfqQmQTX
hzB+jBRT20mBY4Xke28zxBFMNxvP1p8hMlTpjVHU7Uev8fjuQBq6GaT3CJAGF6mU
2UkSPVqz8FrjmTGzMSEl77cH6bhGhmDVwq4gOpelVb33cSrTto8FqGyodVGUuAPW
L19WlhBZmALqTBinx7HG6Wp2rkkPoSchP2IIpAqVGTdzTPR1
-----END ENCRYPTED PRIVATE KEY-----
`;

/** The same key, encrypted: `openssl ec -aes256`. */
export const oldForm: string = `-----BEGIN EC PRIVATE KEY-----
Proc-Type: 4,ENCRYPTED
DEK-Info: AES-256-CBC,B4E545C2C37EC952FD4780C996E9CE0D

534+JqeoAl4Q/UMAAThd6v9QR8YcnPSGxlQ7JdchnXZ2CWXDBJknakd68YvbVX0N
xo/zWRYdTeruEnyiOVw15wnSXMGjDRksKRQiRmVTfkeRzNYsyR41Cn3LbbBRLpDY
GTXU2za2WK31T7WzaAPsPAaPoYVeCdZtfRVQA6UMkmY=
-----END EC PRIVATE KEY-----
`;

/** A certificate of the same key: `openssl req -x509 -days 365 -subj '/CN=gettoken test'`. */
export const certificate: string = `-----BEGIN CERTIFICATE-----
MIIBhTCCASugAwIBAgIUK1tvIPmp7p8tN7WlhgphR/B/JLEwCgYIKoZIzj0EAwIw
GDEWMBQGA1UEAwwNZ2V0dG9rZW4gdGVzdDAeFw0yNjExMjMwOTI2MDlaFw0yNzEx
MjMwOTI2MDlaMBgxFjAUBgNVBAMMDWdldHRva2VuIHRlc3QwWTATBgcqhkjOPQIB
BggqhkjOPQMBBwNCAATwPe8lELAsYft7Fjs8uWv0OfVjYYuGGvzrULl5xC3LaGBv
+swnb4oATxnuXF4DonSNFnOlcYrVcCIEoCJ4LjZ6o1MwUTAdBgNVHQ4EFgQUjezj
55oYf6+s62pURtBAOpg476gwHwYDVR0jBBgwFoAUjezj55oYf6+s62pURtBAOpg4
76gwDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNIADBFAiANo6LkMeOwUfYn
M3hKTcg3eHHa9zSck4ZoekaeUrADYgIhALp6KJOv9I2Ba1jYbrdsSEGhgSZI2M4D
itFaaRRs5lsv
-----END CERTIFICATE-----
`;

/** Another key: `openssl genpkey -algorithm ed25519`. */
export const ed25519: string = `-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEICBqQcYxq8Rbu/pzxEvQW6WzvsDbsAP42YByhiEaA2i7
-----END PRIVATE KEY-----
`;

/** A certificate of that key. */
export const ed25519Certificate: string = `-----BEGIN CERTIFICATE-----
MIIBRDCB96ADAgECAhRv8yUUZdr90vSXw52tn+9x4vrg+DAFBgMrZXAwGDEWMBQG
A1UEAwwNZ2V0dG9rZW4gdGVzdDAeFw0yNjExMjMwOTI2MDlaFw0yNzExMjMwOTI2
MDlaMBgxFjAUBgNVBAMMDWdldHRva2VuIHRlc3QwKjAFBgMrZXADIQBaU3q990lj
UEdV2vDaZmQi51qVJusg5+H7MYgyEywQRaNTMFEwHQYDVR0OBBYEFPja3RHmX35F
TtEFobOWyDB2BcUPMB8GA1UdIwQYMBaAFPja3RHmX35FTtEFobOWyDB2BcUPMA8G
A1UdEwEB/wQFMAMBAf8wBQYDK2VwA0EA3vSHd6iu0vYalK5qHEutriN9Y15t+DN4
GM/VwFVvQVE2FC0XkC+XhlG3S+HTy5wQW1/93HGHgyjy1/9bKKYKBw==
-----END CERTIFICATE-----
`;

/** Another key: `openssl ecparam -name secp384r1 -genkey -noout`. */
export const p384Sec1: string = `-----BEGIN EC PRIVATE KEY-----
MIGkAgEBBDDFny0IQPTiAheJ217xA7xH6GDHdh0hbASl0uWQBe+DyoVRKh/he6PG
YYLZWZXRa3KgBwYFK4EEACKhZANiAATsiBWduRtXsLxPqrDx1AbF8LWm+QX4gIfA
ZnzY4YcptzzzRFzHrLySX8GIaiwwAyNwDjSSx7ZdEg+km0wV5+F5crzOzqlXPQxL
tbVsPCTYl/2xgOGeO5GCT3Fic0e7IZ4=
-----END EC PRIVATE KEY-----
`;

/** Another key, on P-521. */
export const p521Sec1: string = `-----BEGIN EC PRIVATE KEY-----
MIHcAgEBBEIAuHLrmxtuUE+5wW+fRvwIckuS8VEdgzg8FXc2FezjdAYHdWGmDPM9
7lsl0gDKtmlXVf9HLpVUn9rrjbtLXrFpcf+gBwYFK4EEACOhgYkDgYYABAH5Vubm
Pa/T0MHBDsEEXoVDhMvBLF5YjsTcECKGYotcJUQnROwAbsEAPKNGZl+D6q+NvKdF
dl9I36MNp+krmgU/fwE5lVrkek0T4T3Kvt1zg0QWlz0MehllKqV8Z8Z9PHtRFQVD
+8qBKrYg7RFK/vpukND4sGAzHjfeL58xSC1BhdC64A==
-----END EC PRIVATE KEY-----
`;

/** The same key. */
export const p521Pkcs8: string = `-----BEGIN PRIVATE KEY-----
MIHuAgEAMBAGByqGSM49AgEGBSuBBAAjBIHWMIHTAgEBBEIAuHLrmxtuUE+5wW+f
RvwIckuS8VEdgzg8FXc2FezjdAYHdWGmDPM97lsl0gDKtmlXVf9HLpVUn9rrjbtL
XrFpcf+hgYkDgYYABAH5VubmPa/T0MHBDsEEXoVDhMvBLF5YjsTcECKGYotcJUQn
ROwAbsEAPKNGZl+D6q+NvKdFdl9I36MNp+krmgU/fwE5lVrkek0T4T3Kvt1zg0QW
lz0MehllKqV8Z8Z9PHtRFQVD+8qBKrYg7RFK/vpukND4sGAzHjfeL58xSC1BhdC6
4A==
-----END PRIVATE KEY-----
`;

/** The same key, encrypted. */
export const p521Encrypted: string = `-----BEGIN ENCRYPTED PRIVATE KEY-----
MIIBXTBXBgkqhkiG9w0BBQ0wSjApBgkqhkiG9w0BBQwwHAQIM0aaR9M3PYwCAggA
MAwGCCqGSIb3DQIJBQAwHQYJYIZIAWUDBAEqBBADzvuAj2YkOCMLN2M7c+oRBIIB
AKkm2M0KgWhNKMenhpA2c9m3djwQcQbiTw+qn7e0vj+FDIQGwFJNLrLfO/CdIS6o
EsoCcGIrZUETVW9awriyiMBKr2iqJQu66STcTDqw8unUf/szqhy3rBdpkcF1P40L
Vp3ucAaKSVElDw6CMSmJRll84yjugwA1oxqh8/j44etUiP144mvuhWgzJJinSzZd
wskTnUN9mE+ccz1W1l9LOIV9HeuMUt3pmzQx6qn7cd9OnEsEaVCVKo3e0K33hLjH
QchSZI5gZXRNRm9pXRsDDho4bCg1xIVKsczWqCg+3QAHyxSZkSWMyAXQfdl0vCdz
W7+deOASmShGEPkd31DSCn4=
-----END ENCRYPTED PRIVATE KEY-----
`;

/** A key that cannot be used: `openssl ecparam -name secp256k1 -genkey -noout`. */
export const secp256k1Sec1: string = `-----BEGIN EC PRIVATE KEY-----
MHQCAQEEIAZdbZkt0NVQ3O7u/X02fAw7tMy5CeFLMyyl+/Crlk5ioAcGBSuBBAAK
oUQDQgAEHuysoUTRD7KCPUQ0CDat4hTtF/0trmqReEcOwcAh0WEN5TFYuAgh6KlV
SSTvxXAJd0lAYO6fFfw9D+Z+joKeqg==
-----END EC PRIVATE KEY-----
`;

/** The same key. */
export const secp256k1Pkcs8: string = `-----BEGIN PRIVATE KEY-----
MIGEAgEAMBAGByqGSM49AgEGBSuBBAAKBG0wawIBAQQgBl1tmS3Q1VDc7u79fTZ8
DDu0zLkJ4UszLKX78KuWTmKhRANCAAQe7KyhRNEPsoI9RDQINq3iFO0X/S2uapF4
Rw7BwCHRYQ3lMVi4CCHoqVVJJO/FcAl3SUBg7p8V/D0P5n6Ogp6q
-----END PRIVATE KEY-----
`;

/** The same key, encrypted. */
export const secp256k1Encrypted: string = `-----BEGIN ENCRYPTED PRIVATE KEY-----
MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAhIndIZ0ajP1QICCAAw
DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEBcl5gWuWm+xgcbGNNNgOJAEgZBR
vwnk29/+GiqJKZSMvJ1NlNIg9n7yzUjCtlEtStF9U1BXb3eGpE9arHZAGmbZ3fKd
EVHbsfnhNX8LQ0UYluOjZZKqlGh4jaqyjt+PNc0Z2up8uxruKuq384mchZWJLPnW
jbkAQhdvprKRPrqByHGUu0mgPDkxpuMKkZhBFbVWEqVZTzHzB4JZdUOmN72r8ag=
-----END ENCRYPTED PRIVATE KEY-----
`;

/** A key that cannot be used: `openssl genpkey -algorithm x25519`. */
export const x25519: string = `-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VuBCIEIMiDDxNvV1WJZoIagJtX0feYMKqFENv6+wyxp6aybWlh
-----END PRIVATE KEY-----
`;
