export declare const swiftshader: () => string
export declare function swiftshaderEnvironment(): Record<string, string>
